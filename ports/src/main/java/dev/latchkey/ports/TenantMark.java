package dev.latchkey.ports;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.internal.NamedIds;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The mark of a tenant that was ended, or reopened after that. A tenant without a mark was never ended. Like a key, a
 * mark has versions without a gap, each with its event.
 *
 * @param tenant the tenant
 * @param version 1 when the tenant is ended for the first time, one more at each change
 * @param ended whether the tenant gets no new keys; false after it was reopened
 * @param at when it was ended or reopened, in milliseconds
 * @param reason why, up to 500 characters, of any content, possibly none; cut if longer
 * @param actor who did it
 */
public record TenantMark(String tenant, long version, boolean ended, Instant at, String reason, Actor actor) {
    /** Checks the bounds. */
    public TenantMark {
        Checks.text("tenant", tenant, Checks.ID);
        Checks.that(version >= 1, "version", "must be at least 1");
        at = Checks.instant("at", at);
        reason = reason.isEmpty() ? reason : Checks.explanation(reason, Checks.REASON);
    }

    /**
     * Returns the id under which the events of a tenant's marks are kept, where those of a key have the id of the key.
     *
     * @param tenant the tenant
     * @return an id that the tenant keeps, and that no key has
     */
    public static UUID id(String tenant) {
        return NamedIds.of("dev.latchkey tenant " + tenant);
    }

    /**
     * Returns this mark as it stays when the tenant is forgotten: without its reason and its actor.
     *
     * @return a mark of the same version that only says whether the tenant is ended, and since when
     */
    public TenantMark bare() {
        return new TenantMark(tenant, version, ended, at, "", Actor.host("forgotten"));
    }

    /**
     * Returns the event of this version of the mark.
     *
     * @return the event
     */
    public AuditEvent event() {
        AuditAction action = ended ? AuditAction.TENANT_ENDED : AuditAction.TENANT_REOPENED;
        return new AuditEvent(id(tenant), version, tenant, at, action, actor, reason, List.of());
    }
}
