/** The endpoints of the dialects. */
@NullMarked
package dev.latchkey.http.internal.endpoint;

import org.jspecify.annotations.NullMarked;
