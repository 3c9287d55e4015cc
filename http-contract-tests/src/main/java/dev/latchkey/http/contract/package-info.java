/**
 * The contracts of what a web adapter and a host implement. They are tests: they pass null where a client sends
 * nothing, so the package makes no statement about nullness.
 */
@NullUnmarked
package dev.latchkey.http.contract;

import org.jspecify.annotations.NullUnmarked;
