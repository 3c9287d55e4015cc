/** Optional sealed copies of raw keys, for hosts whose users may see a key again. */
@NullMarked
package dev.latchkey.core.sealing;

import org.jspecify.annotations.NullMarked;
