package dev.latchkey;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Idleness;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.IdleReport;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The idle keys of one tenant, a page at a time. All live keys are counted before the first idle one is suspended,
 * apart from those whose suspension is confirmed. Not safe for use by several threads.
 */
final class IdleKeys {
    private final KeyStore store;
    private final IdleReports reports;
    private final String tenant;
    private final Instant now;
    private final Instant idleBefore;
    private final Duration notice;

    /** The latest report about the tenant, or its confirmation; null if there was none. */
    private final @Nullable IdleReport last;

    /** The first idle keys that no confirmation covers, as many as are ever suspended without one. */
    private final List<ListedKey> found = new ArrayList<>();

    private int keys;
    private int idle;

    /** Whether a key that the latest report counted is idle still. */
    private boolean stillReported;

    private KeyQuery query;

    IdleKeys(KeyStore store, IdleReports reports, String tenant, Instant now, Instant idleBefore, Duration notice) {
        this.store = store;
        this.reports = reports;
        this.tenant = tenant;
        this.now = now;
        this.idleBefore = idleBefore;
        this.notice = notice;
        this.last = reports.latest(tenant);
        this.query = KeyQuery.of(tenant, KeyWalk.PAGE).aliveAt(now);
    }

    /** Reads one page, and returns whether it was the last. */
    boolean step(MaintenanceResult.Draft result) {
        Page<ListedKey> page = store.list(query);
        for (ListedKey listed : page.items()) {
            keys++;
            if (Idleness.isIdle(listed.key(), listed.lastUsedAt(), idleBefore, now)) {
                if (isConfirmed(listed)) {
                    result.suspended += suspend(listed);
                } else {
                    idle++;
                    stillReported |= isReported(listed);
                    if (found.size() < Idleness.MOST) {
                        found.add(listed);
                    }
                }
            }
        }
        if (page.more()) {
            query = query.after(page.items().get(page.items().size() - 1).position());
            return false;
        }
        decide(result);
        return true;
    }

    private boolean isConfirmed(ListedKey listed) {
        return last != null && last.confirmed() && isReported(listed);
    }

    private boolean isReported(ListedKey listed) {
        return last != null && Idleness.since(listed.key(), listed.lastUsedAt()).isBefore(last.idleBefore());
    }

    private void decide(MaintenanceResult.Draft result) {
        if (idle == 0) {
            return;
        }
        if (last == null) {
            result.add(report(IdleReport.Reason.FIRST));
        } else if (idle > Idleness.bound(keys)) {
            boolean waits = stillReported && !last.confirmed() && last.reason() == IdleReport.Reason.TOO_MANY;
            result.add(waits ? last : report(IdleReport.Reason.TOO_MANY));
        } else if (isFresh(last)) {
            result.add(last);
        } else {
            for (ListedKey listed : found) {
                result.suspended += suspend(listed);
            }
        }
    }

    /** Tells whether nobody may have seen the report yet, which another node may have made just before. */
    private boolean isFresh(IdleReport report) {
        return !report.confirmed() && report.at().isAfter(now.minus(notice));
    }

    private IdleReport report(IdleReport.Reason reason) {
        return reports.report(last, new IdleReport(tenant, 1, now, reason, idle, keys, idleBefore, false));
    }

    /** Suspends a key unless it was changed so that it is idle no more, and returns how many were suspended. */
    private int suspend(ListedKey listed) {
        ApiKey key = listed.key();
        String reason = "not used since " + Idleness.since(key, listed.lastUsedAt());
        Transition transition = key.by(Maintenance.ACTOR, now).suspend(Suspension.Cause.IDLE, reason);
        // A key that was changed meanwhile is looked at again by the next run.
        return transition instanceof Changed changed
                        && store.replace(changed.next(), changed.event()).value() == Replacement.REPLACED
                ? 1
                : 0;
    }
}
