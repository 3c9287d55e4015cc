package dev.latchkey;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.KeyPolicy;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The service that tells the policies of keys, and which keys break one before it is in force.
 *
 * <pre>{@code
 * Policies.Report report = latchkey.policies().report((tenant, scope) -> stricter, null);
 * }</pre>
 *
 * <p>Safe for use by several threads.
 */
@CheckReturnValue
public final class Policies {
    private static final int PAGE = 1000;

    private final KeyPolicies policies;
    private final KeyStore store;
    private final Clock clock;

    Policies(KeyPolicies policies, KeyStore store, Clock clock) {
        this.policies = policies;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Returns the policy that is in force.
     *
     * @param tenant the tenant
     * @param scope the scope of keys
     * @return the policy
     */
    public KeyPolicy of(String tenant, Scope scope) {
        return policies.of(tenant, scope);
    }

    /**
     * A key that breaks a policy.
     *
     * @param key the key
     * @param breaches what breaks it, each with the member of the key, at least one
     */
    public record Breach(ApiKey key, List<InvalidValueException> breaches) {
        /** Copies the list. */
        public Breach {
            breaches = List.copyOf(breaches);
        }

        /** Empty if nothing breaks the policy, and for a key that the host's configuration makes. */
        static Optional<Breach> of(ApiKey key, KeyPolicy policy, Instant now) {
            List<InvalidValueException> breaches =
                    ConfiguredKeys.isOneOfTheirs(key.slot()) ? List.of() : policy.breaches(key, now);
            return breaches.isEmpty() ? Optional.empty() : Optional.of(new Breach(key, breaches));
        }
    }

    /**
     * The keys that break a policy, among 1000 keys.
     *
     * @param breaches the keys
     * @param next where the next report goes on; null at the end
     */
    public record Report(List<Breach> breaches, @Nullable UUID next) {
        /** Copies the list. */
        public Report {
            breaches = List.copyOf(breaches);
        }
    }

    /**
     * Lists keys of all tenants that would break a policy by their expiry, their permissions or their networks, and
     * that are not dead. Nothing is changed. The maxima are in {@linkplain #report(String, KeyPolicies) the report of a
     * tenant}.
     *
     * @param candidate the policy, which need not be in force
     * @param after where the previous report ended; null to begin
     * @return the report on the next 1000 keys
     * @throws dev.latchkey.ports.StoreException if the database fails
     */
    public Report report(KeyPolicies candidate, @Nullable UUID after) {
        Instant now = clock.instant();
        Page<ApiKey> page = store.all(after, PAGE);
        List<Breach> found = new ArrayList<>();
        UUID last = null;
        for (ApiKey key : page.items()) {
            last = key.id();
            if (!key.status(now).isDead()) {
                Breach.of(key, candidate.of(key.tenant(), key.scope()), now).ifPresent(found::add);
            }
        }
        return new Report(found, page.more() ? last : null);
    }

    /**
     * A tenant, or an owner in it, with more keys than a policy allows.
     *
     * @param owner the owner; null for the tenant as a whole
     * @param keys how many keys it has that are not dead
     * @param max how many the policy allows
     */
    public record Excess(@Nullable String owner, int keys, int max) {}

    /**
     * What breaks a policy in a tenant.
     *
     * @param keys how many keys the tenant has that are not dead
     * @param breaches the first 1000 of those that break the policy
     * @param excesses the tenant itself, if it has too many keys, then its owners that have, in the order of their
     *     names
     */
    public record TenantReport(int keys, List<Breach> breaches, List<Excess> excesses) {
        /** Copies the lists. */
        public TenantReport {
            breaches = List.copyOf(breaches);
            excesses = List.copyOf(excesses);
        }
    }

    /**
     * Returns what would break a policy in a tenant: its keys that are not dead by their expiry, their permissions or
     * their networks, and the tenant and its owners by their number. Nothing is changed: who is above a maximum keeps
     * its keys, and gets no more. Where the maximum depends on the scope, the smallest one of the scopes of the keys
     * counts. Reads all keys of the tenant that are not dead, and remembers a number for each owner.
     *
     * @param tenant the tenant
     * @param candidate the policy, which need not be in force
     * @return the report
     * @throws dev.latchkey.ports.StoreException if the database fails
     */
    public TenantReport report(String tenant, KeyPolicies candidate) {
        Instant now = clock.instant();
        List<Breach> breaches = new ArrayList<>();
        Count all = Count.NONE;
        Map<String, Count> owners = new TreeMap<>();
        KeyQuery query = KeyQuery.of(tenant, PAGE).aliveAt(now);
        boolean more = true;
        while (more) {
            Page<ListedKey> page = store.list(query);
            for (ListedKey listed : page.items()) {
                ApiKey key = listed.key();
                KeyPolicy policy = candidate.of(tenant, key.scope());
                if (breaches.size() < PAGE) {
                    Breach.of(key, policy, now).ifPresent(breaches::add);
                }
                all = all.plusOne(policy.maxKeys());
                String owner = key.labels().owner();
                if (owner != null) {
                    owners.merge(
                            owner,
                            Count.NONE.plusOne(policy.maxKeysPerOwner()),
                            (count, one) -> count.plusOne(one.max()));
                }
                query = query.after(listed.position());
            }
            more = page.more();
        }
        List<Excess> excesses = new ArrayList<>();
        all.excess(null).ifPresent(excesses::add);
        owners.forEach((owner, count) -> count.excess(owner).ifPresent(excesses::add));
        return new TenantReport(all.keys(), breaches, excesses);
    }

    /**
     * So many keys, and how many there may be.
     *
     * @param keys how many there are
     * @param max the smallest maximum; 0 for none
     */
    private record Count(int keys, int max) {
        private static final Count NONE = new Count(0, 0);

        Count plusOne(int maximum) {
            boolean smaller = maximum > 0 && (max == 0 || maximum < max);
            return new Count(keys + 1, smaller ? maximum : max);
        }

        Optional<Excess> excess(@Nullable String owner) {
            return max > 0 && keys > max ? Optional.of(new Excess(owner, keys, max)) : Optional.empty();
        }
    }
}
