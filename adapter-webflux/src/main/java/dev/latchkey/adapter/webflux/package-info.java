/**
 * Latchkey in front of Spring WebFlux on Reactor Netty: a filter that lets in whom the host's route rules name, and
 * serves the endpoints of the wire dialects. Begin with {@link dev.latchkey.adapter.webflux.LatchkeyWebFilter}.
 */
@NullMarked
package dev.latchkey.adapter.webflux;

import org.jspecify.annotations.NullMarked;
