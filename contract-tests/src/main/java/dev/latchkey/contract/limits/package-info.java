/** The contract of rate limiters. */
@NullMarked
package dev.latchkey.contract.limits;

import org.jspecify.annotations.NullMarked;
