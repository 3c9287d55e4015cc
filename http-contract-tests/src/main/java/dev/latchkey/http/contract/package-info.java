/** The contracts of what a web adapter and a host implement. */
@NullMarked
package dev.latchkey.http.contract;

import org.jspecify.annotations.NullMarked;
