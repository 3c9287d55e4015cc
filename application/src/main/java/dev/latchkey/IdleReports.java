package dev.latchkey;

import dev.latchkey.Result.Outcome;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.IdleReport;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.query.AuditQuery;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reports about idle keys and their confirmations, as the audit has them. */
final class IdleReports {
    private final KeyStore store;

    IdleReports(KeyStore store) {
        this.store = store;
    }

    /** Returns the latest report about a tenant, or its confirmation; null if there was none. */
    @Nullable IdleReport latest(String tenant) {
        AuditEvent event = event(tenant);
        return event == null ? null : IdleReport.of(event).orElse(null);
    }

    private @Nullable AuditEvent event(String tenant) {
        List<AuditEvent> found =
                store.audit(AuditQuery.of(tenant, 1).key(IdleReport.id(tenant))).items();
        return found.isEmpty() ? null : found.get(0);
    }

    /**
     * Stores a report behind the latest one that its run has seen, which is null if there was none. If another node has
     * stored one meanwhile, returns that one.
     */
    IdleReport report(@Nullable IdleReport seen, IdleReport draft) {
        AuditEvent last = event(draft.tenant());
        IdleReport latest = last == null ? null : IdleReport.of(last).orElse(null);
        if (latest != null && !latest.equals(seen)) {
            return latest;
        }
        IdleReport report = new IdleReport(
                draft.tenant(),
                last == null ? 1 : last.version() + 1,
                // Lists have the newest event first, whatever the clocks of the nodes say.
                last != null && last.at().isAfter(draft.at()) ? last.at() : draft.at(),
                draft.reason(),
                draft.idle(),
                draft.keys(),
                draft.idleBefore(),
                false);
        if (store.recordEvent(report.event(Maintenance.ACTOR)).value() == Replacement.REPLACED) {
            return report;
        }
        IdleReport other = latest(draft.tenant());
        return other == null ? report : other;
    }

    Result<IdleReport> confirm(String tenant, IdleReport report, Actor actor, Instant now) {
        for (int attempt = 0; attempt < 2; attempt++) {
            IdleReport latest = latest(tenant);
            if (latest == null || !isOf(latest, report)) {
                return Result.of(Outcome.NOT_FOUND);
            }
            if (latest.confirmed()) {
                return Result.done(latest);
            }
            IdleReport confirmed = latest.confirmed(latest.at().isAfter(now) ? latest.at() : now);
            if (store.recordEvent(confirmed.event(actor)).value() == Replacement.REPLACED) {
                return Result.done(confirmed);
            }
            // Another call has confirmed it, or another run has made a further report.
        }
        return Result.of(Outcome.CONTENDED);
    }

    /** Tells whether the latest report about a tenant is this one, or the confirmation of it. */
    private static boolean isOf(IdleReport latest, IdleReport report) {
        return latest.equals(report) || (latest.confirmed() && latest.equals(report.confirmed(latest.at())));
    }
}
