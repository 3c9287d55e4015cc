/**
 * What a host calls. {@link dev.latchkey.Latchkey} is the entry point, {@link dev.latchkey.Authenticator} checks credentials,
 * and {@link dev.latchkey.ApiKeys} manages keys.
 */
@NullMarked
package dev.latchkey;

import org.jspecify.annotations.NullMarked;
