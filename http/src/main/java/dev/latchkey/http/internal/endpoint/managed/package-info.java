/** The endpoints by which operators and API keys manage keys. */
@NullMarked
package dev.latchkey.http.internal.endpoint.managed;

import org.jspecify.annotations.NullMarked;
