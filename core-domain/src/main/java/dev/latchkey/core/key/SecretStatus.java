package dev.latchkey.core.key;

/** What a secret is at an instant: derived, never stored. */
public enum SecretStatus {
    /** The one that new clients get. */
    CURRENT,
    /** New, and accepted. Becomes the current one with its first accepted request. */
    PENDING,
    /** Rotated out, still accepted until its deadline. */
    RETIRING,
    /** No longer accepted. */
    RETIRED
}
