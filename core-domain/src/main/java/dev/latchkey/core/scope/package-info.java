/** Where a key may act and what it may do there. */
@NullMarked
package dev.latchkey.core.scope;

import org.jspecify.annotations.NullMarked;
