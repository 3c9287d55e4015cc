/** How a raw key looks: composing, recognising and generating it. */
@NullMarked
package dev.latchkey.core.format;

import org.jspecify.annotations.NullMarked;
