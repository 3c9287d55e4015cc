/** A store for an engine that Latchkey has no adapter for. {@code docs/stores.md} walks through it. */
@NullMarked
package dev.latchkey.examples.customstore;

import org.jspecify.annotations.NullMarked;
