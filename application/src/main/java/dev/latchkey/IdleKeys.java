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
import org.jspecify.annotations.Nullable;

/**
 * The idle keys of one tenant, a page at a time. All live keys are counted before the first idle one is suspended,
 * apart from those whose suspension is confirmed. If few enough are idle, all pages are read again, and those that are
 * idle still are suspended. After a failure another one begins. Not safe for use by several threads.
 */
final class IdleKeys {
    private final KeyStore store;
    private final IdleReports reports;
    private final String tenant;
    private final Instant idleBefore;
    private final Duration notice;

    /** The latest report about the tenant, or its confirmation; null if there was none. */
    private final @Nullable IdleReport last;

    private final KeyQuery first;
    private KeyQuery query;

    private int keys;

    /** The idle keys that no confirmation covers. */
    private int idle;

    /** How many of them may be suspended. None before all keys are counted. */
    private int left;

    /** Whether a key that the latest report counted is idle still. */
    private boolean stillReported;

    IdleKeys(KeyStore store, IdleReports reports, String tenant, Instant now, Instant idleBefore, Duration notice) {
        this.store = store;
        this.reports = reports;
        this.tenant = tenant;
        this.idleBefore = idleBefore;
        this.notice = notice;
        this.last = reports.latest(tenant);
        this.first = KeyQuery.of(tenant, KeyWalk.PAGE).aliveAt(now);
        this.query = first;
    }

    /** Reads one page, and returns whether nothing is left to do. */
    boolean step(Instant now, MaintenanceResult.Draft result) {
        boolean counting = left == 0;
        Page<ListedKey> page = store.list(query);
        for (ListedKey listed : page.items()) {
            boolean isIdle = Idleness.isIdle(listed.key(), listed.lastUsedAt(), idleBefore, now);
            keys += counting ? 1 : 0;
            if (isIdle && isConfirmed(listed)) {
                result.suspended += suspend(listed, now);
            } else if (counting) {
                idle += isIdle ? 1 : 0;
                stillReported |= isIdle && isReported(listed);
            } else if (isIdle && left > 0) {
                left--;
                result.suspended += suspend(listed, now);
            }
        }
        if (page.more()) {
            query = query.after(page.items().get(page.items().size() - 1).position());
            return !counting && left == 0;
        }
        if (counting) {
            left = toSuspend(now, result);
            query = first;
        }
        return !counting || left == 0;
    }

    private boolean isConfirmed(ListedKey listed) {
        return last != null && last.confirmed() && isReported(listed);
    }

    private boolean isReported(ListedKey listed) {
        return last != null && Idleness.since(listed.key(), listed.lastUsedAt()).isBefore(last.idleBefore());
    }

    /** Returns how many of the idle keys may be suspended. If none may, the report that says why is added. */
    private int toSuspend(Instant now, MaintenanceResult.Draft result) {
        if (idle == 0) {
            return 0;
        }
        if (last == null) {
            result.add(report(IdleReport.Reason.FIRST, now));
        } else if (idle > Idleness.bound(keys)) {
            boolean waits = stillReported && !last.confirmed() && last.reason() == IdleReport.Reason.TOO_MANY;
            result.add(waits ? last : report(IdleReport.Reason.TOO_MANY, now));
        } else if (isFresh(last, now)) {
            result.add(last);
        } else {
            return idle;
        }
        return 0;
    }

    /** Tells whether nobody may have seen the report yet, which another node may have made just before. */
    private boolean isFresh(IdleReport report, Instant now) {
        return !report.confirmed() && report.at().isAfter(now.minus(notice));
    }

    private IdleReport report(IdleReport.Reason reason, Instant now) {
        return reports.report(last, new IdleReport(tenant, 1, now, reason, idle, keys, idleBefore, false));
    }

    /** Suspends a key unless it was changed so that it is idle no more, and returns how many were suspended. */
    private int suspend(ListedKey listed, Instant now) {
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
