/** Answers to requests that are not served. */
@NullMarked
package dev.latchkey.http.internal.error;

import org.jspecify.annotations.NullMarked;
