/** The JDK's own HTTP server with API keys: read {@link KeyAuthenticator}. */
@NullMarked
package dev.latchkey.examples.plainjdk;

import org.jspecify.annotations.NullMarked;
