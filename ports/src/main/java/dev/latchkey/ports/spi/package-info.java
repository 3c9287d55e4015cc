/**
 * What an adapter implements: interfaces, the values they take and give, and the one exception they throw. Nothing here reads a clock, draws randomness or decides anything.
 */
@NullMarked
package dev.latchkey.ports.spi;

import org.jspecify.annotations.NullMarked;
