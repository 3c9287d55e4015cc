/** Latchkey's metrics in Micrometer: one class to copy. */
@NullMarked
package dev.latchkey.examples.micrometer;

import org.jspecify.annotations.NullMarked;
