/** Proof of possession: what a credential is, and whether it is right. */
@NullMarked
package dev.latchkey.internal.proof;

import org.jspecify.annotations.NullMarked;
