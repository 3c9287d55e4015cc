package dev.latchkey.cluster;

/** What a client asks for. */
enum Kind {
    /** Is this raw key good? */
    AUTHENTICATE,
    /** A first key for a slot that never had one. */
    ISSUE,
    /** Another secret for whatever is in the slot; the previous ones end immediately. */
    REGENERATE,
    /** Another secret for a key; the previous one lives on. */
    ROTATE,
    /** The end of a key. */
    REVOKE;

    boolean makesSecret() {
        return this == ISSUE || this == REGENERATE || this == ROTATE;
    }
}
