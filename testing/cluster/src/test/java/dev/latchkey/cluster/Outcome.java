package dev.latchkey.cluster;

/** What a client knows afterwards. */
enum Outcome {
    /** Accepted, or changed. */
    DONE,
    /** Refused; nothing changed. */
    NOTHING,
    /** No answer, or one that says nothing: 503. A change may have been made, or may be made yet. */
    UNKNOWN
}
