package dev.latchkey;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.ports.AccessHistory;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.Pseudonym;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * The service that removes what is kept of the past: by its age, and what concerns a tenant or a user. What is
 * old is removed by {@link Maintenance} too. Where the host does not run it, this is called now and then, for example
 * once a day:
 *
 * <pre>{@code
 * while (latchkey.retention().removeOld(Retention.Ages.DEFAULT, 1000) > 0) {}
 * }</pre>
 *
 * <p>Each call removes or changes a bounded number of events, and may be repeated after a failure. What the host keeps
 * elsewhere, such as its logs, is the host's to erase. Safe for use by several threads. Throws
 * {@link dev.latchkey.ports.StoreException} if the database fails.
 */
@CheckReturnValue
public final class Retention {
    private final @Nullable KeyHistory history;
    private final @Nullable AccessHistory access;
    private final GuardedStore store;
    private final Clock clock;

    Retention(@Nullable KeyHistory history, @Nullable AccessHistory access, GuardedStore store, Clock clock) {
        this.history = history;
        this.access = access;
        this.store = store;
        this.clock = clock;
    }

    /**
     * How long what is kept.
     *
     * @param access how long access events are kept: reveals, and refused and limited requests
     * @param changes how long the events of a key are kept after its purge. Those of a stored key are always kept
     * @param usage how long usage by day is kept
     */
    public record Ages(Duration access, Duration changes, Duration usage) {
        /** 90 days of access events, 400 days of usage, and the changes of a key for 400 days after its purge. */
        public static final Ages DEFAULT = new Ages(Duration.ofDays(90), Duration.ofDays(400), Duration.ofDays(400));

        /** Checks that nothing is removed before it happens. */
        public Ages {
            boolean past = !access.isNegative() && !changes.isNegative() && !usage.isNegative();
            Checks.that(past, "age", "must not be negative");
        }
    }

    /**
     * Removes what is older than its age, the oldest first. What the store or the audit sink does not keep is passed
     * over.
     *
     * @param ages how long what is kept
     * @param limit how many access events, how many purged keys and how many days of keys this call removes at most, at
     *     least 1
     * @return how many were removed in all; call again until there is none
     */
    public int removeOld(Ages ages, int limit) {
        Checks.that(limit >= 1, "limit", "must be at least 1");
        Instant now = clock.instant();
        int removed = access == null ? 0 : access.forget(before(now, ages.access()), limit);
        if (history != null) {
            removed += history.forgetChanges(before(now, ages.changes()), limit);
            LocalDate day = LocalDate.ofInstant(before(now, ages.usage()), ZoneOffset.UTC);
            removed += history.forgetUsage(day, limit);
        }
        return removed;
    }

    /** Returns the instant before which what is older than an age happened. */
    static Instant before(Instant now, Duration age) {
        Duration sinceFirst = Duration.between(Instant.EPOCH, now);
        return age.compareTo(sinceFirst) < 0 ? now.minus(age) : Instant.EPOCH;
    }

    /**
     * Removes the events of a tenant: its access events, the events of its keys that are no longer stored, and those of
     * its mark, which loses its reason and its actor. Events of stored keys stay, because a key has an event of each of
     * its versions. End the tenant and purge its keys first, see {@link Tenants#end} and {@link ApiKeys#purge}. The
     * mark stays, so that an ended tenant gets no new keys.
     *
     * @param tenant the tenant
     * @param limit how many access events and how many other events this call removes at most, at least 1
     * @return how many were removed in all; call again until there is none
     * @throws NotKeptException if the store or the audit sink cannot forget
     */
    public int forgetTenant(String tenant, int limit) {
        Checks.that(limit >= 1, "limit", "must be at least 1");
        KeyHistory changes = history();
        AccessHistory accesses = access();
        return accesses.forgetTenant(tenant, limit) + changes.forgetTenant(tenant, limit);
    }

    /**
     * Replaces a user by a pseudonym, in the events and the marks of all tenants: as an actor, with the address and the
     * id of the request, and where a value of a member is exactly the id of the user, such as the owner of a key. Who
     * did what stays told apart, without telling who it was. Reasons are free text and stay, and so does what a stored
     * key itself says, such as its owner, until it is changed or purged. Looks at all events.
     *
     * @param user the id of the user, as the audit has it
     * @param pseudonym the id that replaces it, the same in each call for one user
     * @param limit how many access events and how many other events this call changes at most, at least 1
     * @return how many were changed in all; call again until there is none
     * @throws NotKeptException if the store or the audit sink cannot forget
     */
    public int replaceUser(String user, String pseudonym, int limit) {
        store.check("pseudonym", pseudonym);
        Pseudonym replaced = new Pseudonym(user, pseudonym, limit);
        KeyHistory changes = history();
        AccessHistory accesses = access();
        return accesses.replaceUser(replaced) + changes.replaceUser(replaced);
    }

    private KeyHistory history() {
        if (history == null) {
            throw new NotKeptException("The store cannot forget: configure a store that is a KeyHistory.Source");
        }
        return history;
    }

    private AccessHistory access() {
        if (access == null) {
            throw new NotKeptException("The audit sink cannot forget: configure one that is an AccessHistory");
        }
        return access;
    }
}
