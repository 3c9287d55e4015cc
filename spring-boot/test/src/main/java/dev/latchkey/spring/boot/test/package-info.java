/**
 * Tests of applications that Latchkey guards: with keys in memory, and with the filter that guards them in production.
 */
@NullMarked
package dev.latchkey.spring.boot.test;

import org.jspecify.annotations.NullMarked;
