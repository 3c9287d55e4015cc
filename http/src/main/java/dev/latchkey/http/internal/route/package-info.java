/** Rules for methods and paths. */
@NullMarked
package dev.latchkey.http.internal.route;

import org.jspecify.annotations.NullMarked;
