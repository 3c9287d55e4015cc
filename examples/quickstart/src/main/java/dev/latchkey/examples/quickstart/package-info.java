/** A host application with embedded Jetty and an H2 file: read {@link Quickstart} from top to bottom. */
@NullMarked
package dev.latchkey.examples.quickstart;

import org.jspecify.annotations.NullMarked;
