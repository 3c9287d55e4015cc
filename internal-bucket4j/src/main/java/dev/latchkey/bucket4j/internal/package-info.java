/** What the rate limiters of the adapters share. No API: hosts use an adapter's rate limiter. */
@NullMarked
package dev.latchkey.bucket4j.internal;

import org.jspecify.annotations.NullMarked;
