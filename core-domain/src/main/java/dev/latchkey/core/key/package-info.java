/** The key aggregate: immutable values, and every change as a pure function to the next one. */
@NullMarked
package dev.latchkey.core.key;

import org.jspecify.annotations.NullMarked;
