package dev.latchkey;

import dev.latchkey.MassRevocation.Revoked;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.key.Actor;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.TenantMark;
import java.time.Clock;
import java.util.Optional;

/**
 * The service that ends tenants.
 *
 * <pre>{@code
 * Revoked revoked;
 * do {
 *     revoked = latchkey.tenants().end("acme", "left", Actor.user("ada"));
 * } while (revoked.more());
 * }</pre>
 *
 * <p>An ended tenant gets no new key: issuing, importing, and regenerating a slot are
 * {@link Result.Outcome#TENANT_ENDED}. Its mark is stored, and holds on every node until the tenant is reopened. Safe
 * for use by several threads. Throws the exceptions of {@link ApiKeys}.
 */
@CheckReturnValue
public final class Tenants {
    private static final int ATTEMPTS = 32;

    private final GuardedStore store;
    private final Clock clock;

    Tenants(GuardedStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Ends a tenant: marks it as ended, then revokes its keys, at most {@value MassRevocation#LIMIT} in a call. Each
     * key is revoked by itself, with its event. Call again while there is more, or if a call failed. When a call says
     * that there is no more, the tenant has no key in force and gets none: a key that was being issued meanwhile is
     * revoked, and its raw key is not returned. Within an open transaction of the host neither is seen before the
     * commit, so call this again after it. If a process is killed while it issues a key, call this again too.
     *
     * @param tenant the tenant
     * @param reason the reason; cut to 500 characters
     * @param actor the operator
     * @return how many keys were revoked, and whether there may be more
     */
    public Revoked end(String tenant, String reason, Actor actor) {
        return mark(tenant, true, reason, actor)
                ? new MassRevocation(store, clock, reason, actor).ofTenant(tenant)
                : new Revoked(0, true);
    }

    /**
     * Reopens a tenant, so that it gets keys again. Its revoked keys stay revoked. Done also if it was never ended.
     *
     * @param tenant the tenant
     * @param actor the operator
     * @return false if others were changing the mark all the time, so that the call must be repeated
     */
    public boolean reopen(String tenant, Actor actor) {
        return mark(tenant, false, "", actor);
    }

    /**
     * Finds the mark of a tenant.
     *
     * @param tenant the tenant
     * @return since when it is ended or reopened, and by whom; empty if it was never ended
     */
    public Optional<TenantMark> find(String tenant) {
        return store.findTenantMark(tenant).value();
    }

    /** Returns false if the mark was changed by others again and again. */
    private boolean mark(String tenant, boolean ended, String reason, Actor actor) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<TenantMark> found = find(tenant);
            if (found.map(TenantMark::ended).orElse(false) == ended) {
                return true;
            }
            long version = found.map(TenantMark::version).orElse(0L) + 1;
            TenantMark next = new TenantMark(tenant, version, ended, clock.instant(), store.kept(reason), actor);
            if (store.markTenant(next).value() == Replacement.REPLACED) {
                return true;
            }
        }
        return false;
    }
}
