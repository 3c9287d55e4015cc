/** Decisions: may this caller do that, now, from there? */
@NullMarked
package dev.latchkey.core.access;

import org.jspecify.annotations.NullMarked;
