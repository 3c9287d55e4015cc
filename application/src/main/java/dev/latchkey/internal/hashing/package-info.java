/** The places and the threads of a hashing gate. */
@NullMarked
package dev.latchkey.internal.hashing;

import org.jspecify.annotations.NullMarked;
