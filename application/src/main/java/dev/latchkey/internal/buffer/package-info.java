/** What is collected in memory and written later. */
@NullMarked
package dev.latchkey.internal.buffer;

import org.jspecify.annotations.NullMarked;
