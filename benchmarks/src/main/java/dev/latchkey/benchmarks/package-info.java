/** JMH benchmarks, each beside its floor in the same run: {@link Main} runs them all and prints the table. */
@NullMarked
package dev.latchkey.benchmarks;

import org.jspecify.annotations.NullMarked;
