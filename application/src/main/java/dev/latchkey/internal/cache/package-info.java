/** What is remembered of keys in front of a store. */
@NullMarked
package dev.latchkey.internal.cache;

import org.jspecify.annotations.NullMarked;
