/** What Latchkey's listener is notified of, as Micrometer's meters. */
@NullMarked
package dev.latchkey.micrometer;

import org.jspecify.annotations.NullMarked;
