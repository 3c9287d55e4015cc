/** Not API: helpers that the packages of this module share. */
@NullMarked
package dev.latchkey.core.internal;

import org.jspecify.annotations.NullMarked;
