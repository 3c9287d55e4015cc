/** What the services share and no host sees. */
@NullMarked
package dev.latchkey.internal;

import org.jspecify.annotations.NullMarked;
