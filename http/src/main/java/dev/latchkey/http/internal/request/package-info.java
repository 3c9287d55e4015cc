/** Reads what identifies a caller and a request. */
@NullMarked
package dev.latchkey.http.internal.request;

import org.jspecify.annotations.NullMarked;
