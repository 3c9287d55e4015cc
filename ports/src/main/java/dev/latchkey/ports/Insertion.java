package dev.latchkey.ports;

/** What became of a new key. */
public enum Insertion {
    /** It was taken, with its event. */
    INSERTED,
    /** Nothing was taken: another key has or had the handle. */
    HANDLE_TAKEN,
    /** Nothing was taken: another key that is not revoked is in the slot, or one that is revoked had the same turn. */
    SLOT_TAKEN,
    /** Nothing was taken: the tenant is ended. */
    TENANT_ENDED
}
