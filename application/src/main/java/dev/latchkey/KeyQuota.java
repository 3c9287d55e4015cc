package dev.latchkey;

import dev.latchkey.Result.Outcome;
import dev.latchkey.core.access.KeyPolicy;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.SearchFilter;
import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchPosition;
import dev.latchkey.ports.query.SearchQuery;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The maximum number of keys of a tenant and of an owner. A new key is stored first, and ends itself if it is one too
 * many, so that of any number of simultaneous requests no more secrets are handed out than the maximum allows. Safe for
 * use by several threads.
 */
final class KeyQuota {
    /** The reason of a key that ended itself. */
    private static final String REASON = "one key more than the policy allows";

    private static final int PAGE = 1000;

    private final KeyStore store;
    private final KeySearch search;
    private final Clock clock;

    KeyQuota(KeyStore store, KeySearch search, Clock clock) {
        this.store = store;
        this.search = search;
        this.clock = clock;
    }

    /** Tells whether there is no room for one more key. */
    boolean isFull(KeyPolicy policy, KeySpec spec) {
        return isFull(policy, spec.tenant(), spec.labels().owner(), 0);
    }

    /** Tells whether an owner has no room for a key that another one has now. */
    boolean isFullForNewOwner(KeyPolicy policy, KeySpec before, KeySpec after) {
        String owner = after.labels().owner();
        return owner != null
                && !owner.equals(before.labels().owner())
                && owned(after.tenant(), owner, policy.maxKeysPerOwner());
    }

    /** Returns a key that was stored; ends it if it is one too many. */
    Result<ApiKey> keep(KeyPolicy policy, ApiKey stored, Actor actor) {
        if (!isFull(policy, stored.tenant(), stored.labels().owner(), 1)) {
            return Result.done(stored);
        }
        Result<ApiKey> ended = new OptimisticUpdate(store)
                .change(
                        stored.tenant(),
                        stored.id(),
                        key -> key.by(actor, clock.instant()).revoke(REASON));
        return ended.outcome() == Outcome.CONTENDED ? Result.of(Outcome.CONTENDED) : Result.of(Outcome.TOO_MANY_KEYS);
    }

    /** Tells whether a key ended itself, because it was one too many. */
    static boolean isEnded(ApiKey key) {
        return key.revocation() != null && key.revocation().reason().equals(REASON);
    }

    private boolean isFull(KeyPolicy policy, String tenant, @Nullable String owner, int more) {
        boolean tenantFull = policy.maxKeys() > 0 && hasTenant(tenant, policy.maxKeys() + more);
        return tenantFull
                || (owner != null
                        && policy.maxKeysPerOwner() > 0
                        && owned(tenant, owner, policy.maxKeysPerOwner() + more));
    }

    /** Tells whether a tenant has at least so many keys that are not dead. */
    private boolean hasTenant(String tenant, int count) {
        KeyQuery query = KeyQuery.of(tenant, Math.min(PAGE, count)).aliveAt(clock.instant());
        int found = 0;
        boolean more = true;
        while (more && found < count) {
            Page<ListedKey> page = store.list(query);
            found += page.items().size();
            more = page.more() && !page.items().isEmpty();
            if (more) {
                query = query.after(page.items().get(page.items().size() - 1).position());
            }
        }
        return found >= count;
    }

    /** Tells whether an owner has at least so many keys that are not dead; false for none. */
    private boolean owned(String tenant, String owner, int count) {
        if (count == 0) {
            return false;
        }
        Instant now = clock.instant();
        SearchQuery query = SearchQuery.of(tenant, now, Math.min(PAGE, count)).filter(SearchFilter.Member.OWNER, owner);
        int found = 0;
        SearchPosition next;
        do {
            SearchPage page = search.search(query);
            found += page.items().size();
            next = page.next();
            query = query.after(next);
        } while (next != null && found < count);
        return found >= count;
    }
}
