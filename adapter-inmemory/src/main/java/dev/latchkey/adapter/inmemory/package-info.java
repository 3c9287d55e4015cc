/**
 * Everything that a store needs to be, inside one process: for unit tests, and for hosts that can lose their keys at a
 * restart.
 */
@NullMarked
package dev.latchkey.adapter.inmemory;

import org.jspecify.annotations.NullMarked;
