/**
 * Latchkey behind a Servlet 6 container: a filter that lets in whom the host's route rules name, and the endpoints of
 * the wire dialects. Begin with {@link dev.latchkey.adapter.servlet.LatchkeyServlets}.
 */
@NullMarked
package dev.latchkey.adapter.servlet;

import org.jspecify.annotations.NullMarked;
