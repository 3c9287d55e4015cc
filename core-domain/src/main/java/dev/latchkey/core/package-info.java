/** The exceptions of the whole library. The model itself is in the packages below this one. */
@NullMarked
package dev.latchkey.core;

import org.jspecify.annotations.NullMarked;
