/** The JDK's own HTTP server with API keys: read {@link LatchkeyGuard}. */
@NullMarked
package dev.latchkey.examples.plainjdk;

import org.jspecify.annotations.NullMarked;
