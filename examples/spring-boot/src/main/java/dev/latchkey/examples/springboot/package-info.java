/** A Spring Boot application whose callers have API keys: read {@link SecurityConfiguration} first. */
@NullMarked
package dev.latchkey.examples.springboot;

import org.jspecify.annotations.NullMarked;
