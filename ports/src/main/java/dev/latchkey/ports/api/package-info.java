/**
 * What a host calls: {@link dev.latchkey.ports.api.Latchkey} is the door, {@link dev.latchkey.ports.api.Authenticator} answers requests,
 * {@link dev.latchkey.ports.api.ApiKeys} manages keys.
 */
@NullMarked
package dev.latchkey.ports.api;

import org.jspecify.annotations.NullMarked;
