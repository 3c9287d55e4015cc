package dev.latchkey.ports;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A request to remove dead keys.
 *
 * @param before only keys that have been dead since before this instant are removed, in milliseconds
 * @param limit how many keys are removed at most, at least 1
 * @param actor who removes them
 * @param at when, by the clock of the node that does it, in milliseconds
 */
public record Purge(Instant before, int limit, Actor actor, Instant at) {
    /** Checks the bounds. */
    public Purge {
        before = Checks.instant("before", before);
        Checks.that(limit >= 1, "limit", "must be at least 1");
        at = Checks.instant("at", at);
    }

    /**
     * Returns the event of a key that this request removes. It follows the event of the key's last version.
     *
     * @param keyId the key
     * @param tenant the tenant of the key
     * @param version the last version of the key
     * @return the event
     */
    public AuditEvent event(UUID keyId, String tenant, long version) {
        return new AuditEvent(keyId, version + 1, tenant, at, AuditAction.PURGED, actor, "", List.of());
    }
}
