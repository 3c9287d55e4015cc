package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One change of one key. Key and version name it: a key's events are numbered 1, 2, 3 without a gap, and each tells how
 * that version came about. The event of a purge has the number that follows the last version of the key. Events of the
 * end of a tenant, and those about its idle keys, belong to no key, and have an id of the tenant's own.
 *
 * @param keyId the key that was changed, or the id of the events of a tenant
 * @param version the key's version after the change
 * @param tenant the key's tenant
 * @param at when, by the clock of the node that did it, in milliseconds
 * @param action what was done
 * @param actor who did it
 * @param detail the handle of the secret or the reason, empty when the action says it all; never a secret
 * @param changes the members that a new key has, or that the action changed; empty where the action changes none
 */
public record AuditEvent(
        UUID keyId,
        long version,
        String tenant,
        Instant at,
        AuditAction action,
        Actor actor,
        String detail,
        List<MemberChange> changes) {
    /** Checks the bounds. */
    public AuditEvent {
        Checks.that(version >= 1, "version", "must be at least 1");
        Checks.text("tenant", tenant, Checks.ID);
        at = Checks.instant("at", at);
        changes = List.copyOf(changes);
    }

    /**
     * Returns this event with another actor.
     *
     * @param other who did it
     * @return an event that differs in nothing else
     */
    public AuditEvent actor(Actor other) {
        return new AuditEvent(keyId, version, tenant, at, action, other, detail, changes);
    }

    /**
     * Returns this event with other changes.
     *
     * @param others the members that were changed
     * @return an event that differs in nothing else
     */
    public AuditEvent changes(List<MemberChange> others) {
        return new AuditEvent(keyId, version, tenant, at, action, actor, detail, others);
    }
}
