package dev.latchkey.cluster;

/** What a client asks for. */
enum Kind {
    /** Is this raw key good? */
    AUTHENTICATE,
    /** A first key for an empty slot. */
    ISSUE,
    /** Another secret for whatever is in the slot; the former ones end at once. */
    REGENERATE,
    /** Another secret for a key; the former one lives on. */
    ROTATE,
    /** The end of a key. */
    REVOKE;

    boolean makesSecret() {
        return this == ISSUE || this == REGENERATE || this == ROTATE;
    }
}
