package dev.latchkey;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.IdleReport;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.Replacement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The service that does what has to be done now and then, such as once a day:
 *
 * <ol>
 *   <li>It records that keys have expired, so that lists of live keys no longer pass them.
 *   <li>It purges keys that have been dead for long.
 *   <li>It removes events and usage that are old.
 *   <li>It looks at all keys: it reports rotations that lapsed, and, where the host has configured it, suspends keys
 *       that were not used for long.
 * </ol>
 *
 * <pre>{@code
 * MaintenanceResult result = latchkey.maintenance().run(Duration.ofMinutes(5));
 * }</pre>
 *
 * <p>Nothing else calls it. Several nodes may run it at the same time: no event is repeated. A run that is cut short
 * has stored what it did, and the next one does the rest. Safe for use by several threads, of which one runs at a time.
 * Throws {@link dev.latchkey.ports.StoreException} if the database fails.
 */
@CheckReturnValue
public final class Maintenance {
    /** Who changes keys here, in the audit. */
    static final Actor ACTOR = Actor.host("maintenance");

    private static final int BATCH = 100;

    private final KeyStore store;
    private final Retention retention;
    private final IdleReports reports;
    private final MaintenanceRules rules;
    private final Runnable flush;
    private final Clock clock;
    private final Object lock = new Object();

    /** The walk that a run has left before its end; null if none has. */
    private @Nullable KeyWalk walk;

    /**
     * @param flush writes the uses that this process has not written yet, and returns when they are
     */
    Maintenance(KeyStore store, Retention retention, MaintenanceRules rules, Runnable flush, Clock clock) {
        this.store = store;
        this.retention = retention;
        this.reports = new IdleReports(store);
        this.rules = rules;
        this.flush = flush;
        this.clock = clock;
    }

    /**
     * Does what is to be done, until nothing is left or the time is over. What is left is done by the next run. A run
     * goes on with a walk over all keys where the previous run of this process has left it.
     *
     * @param budget how long the run may take. It ends after the batch of at most 1,000 keys or events in which the
     *     budget ends, and does at least one
     * @return what was done, and whether work is left
     */
    public MaintenanceResult run(Duration budget) {
        Checks.that(!budget.isNegative(), "budget", "must not be negative");
        synchronized (lock) {
            Run run = new Run(budget);
            run.recordExpiries();
            run.purge();
            run.removeOld();
            run.walk();
            return run.result.done(run.more);
        }
    }

    /**
     * Confirms that the idle keys of a report are to be suspended. The next run, on any node, suspends those of them
     * that are still idle, however many they are. Done also if the report is already confirmed.
     *
     * @param tenant the tenant of the report
     * @param report the latest report about the tenant
     * @param actor who confirms it
     * @return the confirmed report; not found if it is not the latest one; or contended
     */
    public Result<IdleReport> confirmIdle(String tenant, IdleReport report, Actor actor) {
        return reports.confirm(tenant, report, actor, clock.instant());
    }

    /**
     * Lists the latest report about the idle keys of a tenant.
     *
     * @param tenant the tenant
     * @return the report, or its confirmation; null if there was none
     */
    public @Nullable IdleReport idleReport(String tenant) {
        return reports.latest(tenant);
    }

    /** One run. */
    private final class Run {
        private final Instant begin = clock.instant();
        private final Duration budget;
        private final MaintenanceResult.Draft result = new MaintenanceResult.Draft();
        private boolean more;

        Run(Duration budget) {
            this.budget = budget;
        }

        private boolean isOver() {
            Instant now = clock.instant();
            // A clock that was set back must not make the run longer.
            boolean over = Duration.between(begin, now).compareTo(budget) >= 0 || now.isBefore(begin);
            more |= over;
            return over;
        }

        void recordExpiries() {
            int found;
            int recorded;
            do {
                Instant now = clock.instant();
                List<ApiKey> expired = store.expired(now.minus(Rotation.TOLERANCE), BATCH);
                found = expired.size();
                recorded = 0;
                for (ApiKey key : expired) {
                    if (key.by(ACTOR, now).expire() instanceof Changed changed
                            && store.replace(changed.next(), changed.event()).value() == Replacement.REPLACED) {
                        recorded++;
                    }
                }
                result.expired += recorded;
                // Another node records the same keys: what it leaves is found again, here or by the next run.
            } while (recorded > 0 && found == BATCH && !isOver());
            more |= recorded < found;
        }

        void purge() {
            int purged;
            do {
                Instant now = clock.instant();
                purged = store.purge(new Purge(rules.purgeBefore(now), BATCH, ACTOR, now));
                result.purged += purged;
            } while (purged == BATCH && !isOver());
        }

        void removeOld() {
            int removed;
            do {
                removed = retention.removeOld(rules.ages(), BATCH);
                result.forgotten += removed;
            } while (removed > 0 && !isOver());
        }

        void walk() {
            if (rules.idleAfter() != null) {
                // A key is not idle whose first use for long is still in this process.
                flush.run();
            }
            KeyWalk current = walk == null ? new KeyWalk(store, reports, rules, clock) : walk;
            walk = current;
            boolean complete;
            do {
                complete = current.step(result);
            } while (!complete && !isOver());
            if (complete) {
                walk = null;
            }
        }
    }
}
