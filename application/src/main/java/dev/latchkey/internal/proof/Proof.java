package dev.latchkey.internal.proof;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The result of a proof of possession. */
public sealed interface Proof {
    /**
     * The presented raw key is right. Shared by all requests that received this proof, and knows whether the stored
     * hash or handle should be replaced and no request is replacing it. Safe for use by several threads.
     */
    final class Right implements Proof {
        private final ProofFingerprint fingerprint;
        /** Null if there is nothing to replace, as for most of the very many proofs that a process may remember. */
        private final @Nullable AtomicBoolean upgradeDue;

        Right(ProofFingerprint fingerprint, boolean upgradeDue) {
            this.fingerprint = fingerprint;
            this.upgradeDue = upgradeDue ? new AtomicBoolean(true) : null;
        }

        /** Returns what identifies that which was verified. */
        ProofFingerprint fingerprint() {
            return fingerprint;
        }

        /**
         * Begins the replacement of what is stored. If it cannot be stored, {@link #upgradeLater} follows.
         *
         * @return false if what is stored is good, or another request is replacing it
         */
        boolean beginUpgrade() {
            return upgradeDue != null && upgradeDue.get() && upgradeDue.compareAndSet(true, false);
        }

        /** Leaves the replacement to a later request. */
        void upgradeLater() {
            if (upgradeDue != null) {
                upgradeDue.set(true);
            }
        }
    }

    /** The presented raw key is wrong. */
    enum Wrong implements Proof {
        /** The only one. */
        WRONG
    }

    /** Nothing is known, because the gate is full. */
    record Overloaded() implements Proof {}
}
