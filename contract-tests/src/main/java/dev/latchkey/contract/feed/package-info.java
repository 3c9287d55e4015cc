/** The contracts of change feeds and change logs. */
@NullMarked
package dev.latchkey.contract.feed;

import org.jspecify.annotations.NullMarked;
