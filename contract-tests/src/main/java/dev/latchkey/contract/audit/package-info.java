/** The contract of sinks for access events. */
@NullMarked
package dev.latchkey.contract.audit;

import org.jspecify.annotations.NullMarked;
