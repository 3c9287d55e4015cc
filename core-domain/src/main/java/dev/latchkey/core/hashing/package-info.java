/** Proving possession of a raw key: screening, Argon2id, and the gate in front of it. */
@NullMarked
package dev.latchkey.core.hashing;

import org.jspecify.annotations.NullMarked;
