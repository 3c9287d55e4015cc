/**
 * Latchkey in front of the routes of Vert.x Web: a handler that lets in whom the host's route rules name, and serves
 * the endpoints of the wire dialects. Begin with {@link dev.latchkey.adapter.vertx.LatchkeyHandler}.
 */
@NullMarked
package dev.latchkey.adapter.vertx;

import org.jspecify.annotations.NullMarked;
