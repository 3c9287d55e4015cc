/** MongoDB's own engine for tests and benchmarks. Never shipped with anything. */
@NullMarked
package dev.latchkey.mongoengine;

import org.jspecify.annotations.NullMarked;
