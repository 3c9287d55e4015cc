/**
 * The services that a host calls. {@link dev.latchkey.Latchkey} is the entry point, {@link dev.latchkey.Authenticator}
 * decides about requests, and {@link dev.latchkey.ApiKeys} manages keys.
 */
@NullMarked
package dev.latchkey;

import org.jspecify.annotations.NullMarked;
