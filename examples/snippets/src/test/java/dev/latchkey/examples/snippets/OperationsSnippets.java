package dev.latchkey.examples.snippets;

import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.MaintenanceRules;
import dev.latchkey.MassRevocation;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.Idleness;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.ports.IdleReport;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** The snippets of the page about operations, to the letter: {@link OperationsPageTest} compares and runs them. */
final class OperationsSnippets {
    private OperationsSnippets() {}

    // spotless:off
    static List<ListedKey> findLeaked(Latchkey latchkey, KeyFormat format, String leaked) {
        // snippet: find-leaked
        String handle = Objects.requireNonNull(format.parse(leaked), "not a key of ours").handle();
        List<ListedKey> found = latchkey.keys().list(KeyQuery.of("acme", 10).handle(handle)).items();
        // end
        return found;
    }

    static IssuedKey endLeaked(Latchkey latchkey, UUID id, Actor admin) {
        // snippet: end-leaked
        IssuedKey next = latchkey.keys().rotate("acme", id, RotationMode.NOW, admin).orElseThrow();
        // end
        return next;
    }

    static void revokeTenantKey(Latchkey latchkey, UUID id, Actor admin) {
        // snippet: revoke-tenant-key
        latchkey.keys().revoke("acme", id, "leaked", admin).orElseThrow();
        // end
    }

    static void revokeIssued(Latchkey latchkey, UUID id, Actor admin) {
        // snippet: revoke-issued
        MassRevocation leaked = latchkey.keys().revokeAll("issued by a leaked key", admin);
        MassRevocation.Revoked revoked;
        do {
            revoked = leaked.issuedBy("acme", id);
        } while (revoked.more());
        // end
    }

    static Set<UUID> changedBy(Latchkey latchkey, UUID id) {
        // snippet: changed-by
        Set<UUID> changed = new LinkedHashSet<>();
        AuditQuery query = AuditQuery.of("acme", 100);
        Page<AuditEvent> page;
        do {
            page = latchkey.keys().audit(query);
            for (AuditEvent event : page.items()) {
                boolean byIt = event.actor().kind() == Actor.Kind.KEY && event.actor().id().equals(id.toString());
                if (byIt && !event.keyId().equals(id)) {
                    changed.add(event.keyId());
                }
                query = query.after(AuditQuery.Position.of(event));
            }
        } while (page.more());
        // end
        return changed;
    }

    static void maintenanceRules(LatchkeyBuilder builder) {
        // snippet: maintenance-rules
        builder.maintenance(MaintenanceRules.DEFAULT
                .purgeAfter(Duration.ofDays(180))
                .idleAfter(Duration.ofDays(90)));
        // end
    }

    static List<ListedKey> idleKeys(Latchkey latchkey, IdleReport report, Instant now) {
        // snippet: idle-keys
        List<ListedKey> idle = new ArrayList<>();
        KeyQuery query = KeyQuery.of(report.tenant(), 100).aliveAt(now);
        Page<ListedKey> page;
        do {
            page = latchkey.keys().list(query);
            for (ListedKey listed : page.items()) {
                if (Idleness.isIdle(listed.key(), listed.lastUsedAt(), report.idleBefore(), now)) {
                    idle.add(listed);
                }
                query = query.after(listed.position());
            }
        } while (page.more());
        // end
        return idle;
    }

    static void confirmIdle(Latchkey latchkey, Actor admin) {
        // snippet: confirm-idle
        IdleReport report = latchkey.maintenance().idleReport("acme");
        if (report != null) {
            latchkey.maintenance().confirmIdle("acme", report, admin).orElseThrow();
        }
        // end
    }

    static void resumeIdle(Latchkey latchkey, UUID id, Actor admin) {
        // snippet: resume-idle
        latchkey.keys().resume("acme", id, Suspension.Cause.IDLE, admin).orElseThrow();
        // end
    }
    // spotless:on
}
