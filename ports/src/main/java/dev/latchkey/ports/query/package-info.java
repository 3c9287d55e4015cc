/** Queries and what they return: the part of the ports that a web adapter also uses. */
@NullMarked
package dev.latchkey.ports.query;

import org.jspecify.annotations.NullMarked;
