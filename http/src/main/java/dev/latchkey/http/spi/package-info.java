/**
 * What a binding implements for its web stack and what a host implements for its application, with the messages that
 * they exchange with {@link dev.latchkey.http.spi.RequestHead request} to
 * {@link dev.latchkey.http.spi.Response response}.
 */
@NullMarked
package dev.latchkey.http.spi;

import org.jspecify.annotations.NullMarked;
