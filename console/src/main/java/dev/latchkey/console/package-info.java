/** A page on which people manage keys in a browser. */
@NullMarked
package dev.latchkey.console;

import org.jspecify.annotations.NullMarked;
