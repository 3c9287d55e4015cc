/** Writes and describes JSON. */
@NullMarked
package dev.latchkey.http.internal.json;

import org.jspecify.annotations.NullMarked;
