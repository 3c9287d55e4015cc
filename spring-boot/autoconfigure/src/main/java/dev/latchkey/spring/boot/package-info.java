/**
 * Latchkey in a Spring Boot application. Set {@code latchkey.key-prefix} and declare one bean of {@link
 * dev.latchkey.http.Routes}; everything else has a default. A bean of the application of type {@link
 * dev.latchkey.Latchkey}, {@link dev.latchkey.http.LatchkeyWeb}, {@link dev.latchkey.ports.KeyStore} or {@link
 * dev.latchkey.core.format.KeyFormat} takes the place of the configured one.
 */
@NullMarked
package dev.latchkey.spring.boot;

import org.jspecify.annotations.NullMarked;
