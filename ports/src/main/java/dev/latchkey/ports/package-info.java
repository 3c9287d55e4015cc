/**
 * The interfaces that adapters implement, the values they exchange, and the one exception they throw. Nothing here
 * reads a clock, draws randomness or decides anything.
 */
@NullMarked
package dev.latchkey.ports;

import org.jspecify.annotations.NullMarked;
