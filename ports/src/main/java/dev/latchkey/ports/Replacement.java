package dev.latchkey.ports;

/** The outcome of replacing a key by its next version. */
public enum Replacement {
    /** The next version is stored, with its event. */
    REPLACED,
    /** Nothing was stored: the stored version is another one, or there is no such key. */
    STALE,
    /** Nothing was stored: a handle that is new to the key belongs to another key, or belonged to this one before. */
    HANDLE_TAKEN
}
