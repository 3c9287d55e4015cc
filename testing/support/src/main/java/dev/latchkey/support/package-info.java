/** Servers, relays, and listeners for the tests of several modules. Not shipped. */
@NullMarked
package dev.latchkey.support;

import org.jspecify.annotations.NullMarked;
