/**
 * What a host calls: {@link Latchkey} is the door, {@link Authenticator} answers requests,
 * {@link ApiKeys} manages keys.
 */
@NullMarked
package dev.latchkey.ports.api;

import org.jspecify.annotations.NullMarked;
