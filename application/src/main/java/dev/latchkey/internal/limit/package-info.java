/** What this process counts by itself, without the limiter of the host. */
@NullMarked
package dev.latchkey.internal.limit;

import org.jspecify.annotations.NullMarked;
