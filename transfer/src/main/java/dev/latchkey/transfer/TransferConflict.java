package dev.latchkey.transfer;

import java.util.UUID;

/**
 * Something of an export that was not imported because the target has something else. What the target has stays.
 *
 * @param line the number of the line, from 1 on
 * @param kind what stands in the way
 * @param id the id of the key, or that under which the events of a tenant are kept
 * @param version the version of the key or of the event in the export; 0 for a handle
 */
public record TransferConflict(long line, Kind kind, UUID id, long version) {
    /** What stands in the way. */
    public enum Kind {
        /** The target has the same version of the key or of the mark of a tenant, with other content. */
        DIFFERENT,
        /** The target has another history of the key or of the mark of a tenant. */
        OTHER_HISTORY,
        /** Another key of the target has or had a handle. */
        HANDLE_TAKEN,
        /** Another key of the target is in the slot. */
        SLOT_TAKEN,
        /** The tenant is ended in the target, and the key is new there and not revoked. */
        TENANT_ENDED,
        /** The key was changed in the target during the import. */
        CHANGED_MEANWHILE,
        /** The target has a version of the key that is more than 1,000 changes behind. */
        TOO_FAR_BEHIND,
        /** The target has another event of this id and version. */
        OTHER_EVENT,
        /** The target has the key, or the mark of the tenant, and has not come to this event, such as a purge. */
        EVENT_AHEAD
    }
}
