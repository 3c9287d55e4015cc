package dev.latchkey;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The view of {@link ApiKeys} that revokes many keys for one reason. Obtained by {@link ApiKeys#revokeAll}.
 *
 * <pre>{@code
 * MassRevocation leaked = latchkey.keys().revokeAll("leaked", Actor.user("ada"));
 * Revoked revoked;
 * do {
 *     revoked = leaked.issuedBy("acme", keyId);
 * } while (revoked.more());
 * }</pre>
 *
 * <p>Each key is revoked by itself, with its event. A call that failed, or that was cut short, is repeated: what is
 * revoked stays so, and a repeat goes on with the others. Expired keys are revoked too. Throws the exceptions of
 * {@link ApiKeys}. Immutable. Safe for use by several threads.
 */
@CheckReturnValue
public final class MassRevocation {
    /** The largest number of keys that a call revokes. */
    public static final int LIMIT = 500;

    private static final int PAGE = 100;

    private final GuardedStore store;
    private final OptimisticUpdate updates;
    private final Clock clock;
    private final String reason;
    private final Actor actor;

    MassRevocation(GuardedStore store, Clock clock, String reason, Actor actor) {
        this.store = store;
        this.updates = new OptimisticUpdate(store);
        this.clock = clock;
        this.reason = store.kept(reason);
        this.actor = actor;
    }

    /**
     * The outcome of a call.
     *
     * @param changed how many keys it revoked
     * @param more whether to call again, because there may be more
     */
    public record Revoked(int changed, boolean more) {}

    /**
     * Revokes what a key issued, directly or through others, but not the key itself. Once that key is revoked, this
     * ends: a key that one of them was issuing meanwhile is revoked, and its raw key is not returned. Within an open
     * transaction of the host neither is seen before the commit, so call this again after it.
     *
     * @param tenant the tenant of the key
     * @param id the key, which may be purged
     * @return how many were revoked, and whether there may be more
     */
    public Revoked issuedBy(String tenant, UUID id) {
        return revoke(KeyQuery.of(tenant, PAGE).issuedBy(id), UnaryOperator.identity());
    }

    /**
     * Revokes the keys of a tenant that were issued before an instant, as after the restore of an old backup.
     *
     * @param tenant the tenant
     * @param before the instant
     * @return how many were revoked, and whether there may be more
     */
    public Revoked issuedBefore(String tenant, Instant before) {
        KeyQuery.Position position = new KeyQuery.Position(before, new UUID(0, 0));
        return revoke(KeyQuery.of(tenant, PAGE), first -> first.after(position));
    }

    /**
     * Revokes the keys of all tenants that were issued before an instant, as after the restore of an old backup of the
     * whole store. One call revokes all of them, however many. It looks at every key, so it takes as long as that
     * takes. If it fails, repeat it.
     *
     * @param before the instant
     * @return how many were revoked, and whether to call again because a key was being changed all the time
     */
    public Revoked issuedBefore(Instant before) {
        int changed = 0;
        boolean more = false;
        UUID last = null;
        boolean going = true;
        while (going) {
            Page<ApiKey> page = store.all(last, PAGE);
            for (ApiKey key : page.items()) {
                last = key.id();
                if (key.revocation() == null && key.createdAt().isBefore(before)) {
                    boolean contended = revoke(key).outcome() == Result.Outcome.CONTENDED;
                    more |= contended;
                    changed += contended ? 0 : 1;
                }
            }
            going = page.more();
        }
        return new Revoked(changed, more);
    }

    /** Revokes the keys of a tenant. */
    Revoked ofTenant(String tenant) {
        return revoke(KeyQuery.of(tenant, PAGE), UnaryOperator.identity());
    }

    /**
     * Revokes the keys of a list, of any tenants, as after the restore of a backup that is older than their revocation.
     * Ids of keys that do not exist are ignored.
     *
     * @param ids the ids of the keys, of any number
     * @return how many were revoked, and whether to call again because a key was being changed all the time
     */
    public Revoked listed(Collection<UUID> ids) {
        int changed = 0;
        boolean more = false;
        for (UUID id : ids) {
            Optional<ApiKey> found = store.findById(id).value();
            if (found.isPresent() && found.get().revocation() == null) {
                boolean contended = revoke(found.get()).outcome() == Result.Outcome.CONTENDED;
                more |= contended;
                changed += contended ? 0 : 1;
            }
        }
        return new Revoked(changed, more);
    }

    /** Goes over a list until a whole pass has revoked nothing, because keys may be inserted behind a pass. */
    private Revoked revoke(KeyQuery query, UnaryOperator<KeyQuery> first) {
        // At this instant every key that is not revoked is alive.
        KeyQuery all = query.aliveAt(Instant.EPOCH);
        int changed = 0;
        int before;
        do {
            before = changed;
            KeyQuery next = first.apply(all);
            boolean more = true;
            while (more) {
                Page<ListedKey> page = store.list(next);
                for (ListedKey listed : page.items()) {
                    if (changed == LIMIT || revoke(listed.key()).outcome() == Result.Outcome.CONTENDED) {
                        return new Revoked(changed, true);
                    }
                    changed++;
                    next = next.after(listed.position());
                }
                more = page.more();
            }
        } while (changed > before);
        return new Revoked(changed, false);
    }

    private Result<ApiKey> revoke(ApiKey key) {
        return updates.change(
                key.tenant(), key.id(), now -> now.by(actor, clock.instant()).revoke(reason));
    }
}
