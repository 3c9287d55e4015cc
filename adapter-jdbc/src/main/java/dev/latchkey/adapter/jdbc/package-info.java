/**
 * The store and the audit sink on H2, PostgreSQL, MariaDB and MySQL. Begin with
 * {@link dev.latchkey.adapter.jdbc.JdbcSchema} and {@link dev.latchkey.adapter.jdbc.JdbcKeyStore}.
 */
@NullMarked
package dev.latchkey.adapter.jdbc;

import org.jspecify.annotations.NullMarked;
