package dev.latchkey.cluster;

import java.util.Optional;

/** A way to a Latchkey: in this process or over the network. Safe for use by several threads. */
interface Door {
    /**
     * Asks once.
     *
     * @param kind for what
     * @param argument the raw key to authenticate, the slot to issue or regenerate, the id of the key to rotate or
     *     revoke
     * @param actor who asks: the audit shall name it
     * @return the answer; empty when the question surely was never asked
     */
    Optional<Answer> ask(Kind kind, String argument, String actor);
}
