/** The document that describes the endpoints. */
@NullMarked
package dev.latchkey.http.internal.openapi;

import org.jspecify.annotations.NullMarked;
