/**
 * What every adapter must do, as abstract JUnit classes: extend the one for your port, make an empty adapter in its factory method, and run it. Beside
 * them are the fixtures that they are written with, for tests of your own.
 */
@NullMarked
package dev.latchkey.contract;

import org.jspecify.annotations.NullMarked;
