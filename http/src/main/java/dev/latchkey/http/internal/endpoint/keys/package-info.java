/** The endpoints of default keys, of keys that keys issue, and of a key that reads itself. */
@NullMarked
package dev.latchkey.http.internal.endpoint.keys;

import org.jspecify.annotations.NullMarked;
