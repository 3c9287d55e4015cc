/**
 * Latchkey over HTTP without a web stack: routes, credentials, the endpoints of the dialects, error styles and their
 * OpenAPI document. Begin with {@link dev.latchkey.http.LatchkeyWeb}, whose Javadoc has the duties of a binding.
 */
@NullMarked
package dev.latchkey.http;

import org.jspecify.annotations.NullMarked;
