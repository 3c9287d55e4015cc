/** What every endpoint is made of: its request, its body, its parameters, and its answer. */
@NullMarked
package dev.latchkey.http.internal.endpoint;

import org.jspecify.annotations.NullMarked;
