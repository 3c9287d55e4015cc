/** Change feeds that work with any store which numbers its changes. */
@NullMarked
package dev.latchkey.feed;

import org.jspecify.annotations.NullMarked;
