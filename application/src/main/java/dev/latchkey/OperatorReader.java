package dev.latchkey;

import dev.latchkey.Result.Outcome;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.scope.KnownPermissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchQuery;
import dev.latchkey.ports.query.TimelineEntry;
import dev.latchkey.ports.query.TimelineQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keys of tenants as an operator reads them. Obtained by {@link OperatorKeys#reader}.
 *
 * <p>Refuses as {@link OperatorKeys} does. Immutable. Safe for use by several threads.
 */
@CheckReturnValue
public final class OperatorReader {
    private final OperatorAccess access;

    OperatorReader(OperatorAccess access) {
        this.access = access;
    }

    /**
     * Returns the tenant of a key. No permission is needed, because nothing else of it is revealed.
     *
     * @param id the key
     * @return the tenant; empty if there is no such key, or if the operator does not manage its tenant
     */
    public Optional<String> tenantOf(UUID id) {
        return access.services()
                .store()
                .findById(id)
                .value()
                .map(ApiKey::tenant)
                .filter(access.operator()::sees);
    }

    /**
     * Finds a key, which needs {@link ManagementPermission#READ}.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @return the key with its usage; or forbidden, tenant not found or not found
     */
    public Result<ListedKey> find(String tenant, UUID id) {
        return access.allowed(tenant, ManagementPermission.READ)
                .flatMap(rights -> access.services()
                        .updates()
                        .find(tenant, id)
                        .map(key -> Result.done(listed(key)))
                        .orElseGet(() -> Result.of(Outcome.NOT_FOUND)));
    }

    /**
     * Returns a key with its usage, for a response about a key that this operator has found or changed.
     *
     * @param key the key
     * @return the same key with its usage
     */
    public ListedKey listed(ApiKey key) {
        KeyQuery query = KeyQuery.of(key.tenant(), 2).handle(key.currentSecret().handle());
        return access.services().store().list(query).items().stream()
                .filter(listed -> listed.key().id().equals(key.id()))
                .findFirst()
                .map(listed -> listed.as(key))
                .orElseGet(() -> new ListedKey(key, null, 0));
    }

    /**
     * Finds the keys in force in a slot of several scopes, which needs {@link ManagementPermission#READ}.
     *
     * @param tenant the tenant
     * @param slot the name of the slot
     * @param scopes the scopes, such as those of a page of resources
     * @return the keys by their scope, with their last use; or forbidden or tenant not found
     */
    public Result<Map<Scope, ListedKey>> inSlot(String tenant, String slot, Collection<Scope> scopes) {
        return access.allowed(tenant, ManagementPermission.READ).map(rights -> {
            Instant now = access.now();
            List<ApiKey> keys = scopes.stream()
                    .flatMap(scope -> access.services().store().findBySlot(tenant, scope, slot).value().stream())
                    .filter(key -> !key.status(now).isDead())
                    .toList();
            return listed(keys).stream()
                    .collect(Collectors.toMap(listed -> listed.key().scope(), Function.identity()));
        });
    }

    /** Adds last uses, with one query if the store keeps a history. */
    private List<ListedKey> listed(List<ApiKey> keys) {
        Usage usage = access.services().usage();
        if (!usage.isKept()) {
            return keys.stream().map(this::listed).toList();
        }
        Map<UUID, KeyUsage> used = usage.of(keys, 1);
        return keys.stream()
                .map(key -> listed(key, used.getOrDefault(key.id(), KeyUsage.NONE)))
                .toList();
    }

    private static ListedKey listed(ApiKey key, KeyUsage used) {
        return new ListedKey(key, used.lastUsedAt(), 0, used.secretsUsedAt());
    }

    /**
     * Lists the keys of a tenant, which needs {@link ManagementPermission#READ}.
     *
     * @param query the tenant, the filter and the size of the page
     * @return the page; or forbidden or tenant not found
     */
    public Result<Page<ListedKey>> list(KeyQuery query) {
        return access.allowed(query.tenant(), ManagementPermission.READ)
                .map(rights -> access.services().store().list(query));
    }

    /**
     * Searches the keys of a tenant by what operators know of them, which needs {@link ManagementPermission#READ}.
     *
     * @param query what is looked for
     * @return the page, which may be short, or empty, although a position follows; or forbidden or tenant not found
     * @throws NotKeptException as {@link ApiKeys#search}
     */
    public Result<SearchPage> search(SearchQuery query) {
        return access.allowed(query.tenant(), ManagementPermission.READ)
                .map(rights -> access.services().search().search(query));
    }

    /**
     * Finds the key of a raw key by its public part, which needs {@link ManagementPermission#READ}. Nothing is proven:
     * the text may be made up. The audit sink is notified.
     *
     * @param tenant the tenant; null for all that the operator manages
     * @param presented the text that may be a raw key
     * @return the key; or forbidden, tenant not found, or not found
     */
    public Result<ListedKey> identify(@Nullable String tenant, String presented) {
        Result<OperatorRights> allowed = tenant == null
                ? access.rights(null, Set.of(ManagementPermission.READ))
                : access.allowed(tenant, ManagementPermission.READ);
        return allowed.flatMap(rights -> access.services()
                .authenticator()
                .identify(presented)
                .filter(found -> access.operator().sees(found.key().tenant())
                        && (tenant == null || tenant.equals(found.key().tenant())))
                .map(found -> {
                    identified(found.key(), found.secret().handle());
                    return Result.done(listed(found.key()));
                })
                .orElseGet(() -> Result.of(Outcome.NOT_FOUND)));
    }

    private void identified(ApiKey key, String handle) {
        String address = access.operator().actor().origin().address();
        access.services()
                .sink()
                .record(List.of(new AccessEvent(
                        access.now(),
                        AccessEvent.Kind.IDENTIFIED,
                        handle,
                        key.tenant(),
                        key.id(),
                        address,
                        access.operator().actor(),
                        1)));
    }

    /**
     * Lists what happened to the keys of a tenant, which needs {@link ManagementPermission#AUDIT}.
     *
     * @param query the tenant, the key and the size of the page
     * @return the page; or forbidden or tenant not found
     */
    public Result<Page<TimelineEntry>> events(TimelineQuery query) {
        return access.allowed(query.tenant(), ManagementPermission.AUDIT)
                .map(rights -> access.services().audit().timeline(query));
    }

    /**
     * Returns the usage of a key by UTC day, which needs {@link ManagementPermission#READ}.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param days how many days up to today, 1 to 400
     * @return the usage, with a row for each day; or forbidden, tenant not found or not found
     * @throws NotKeptException if the store keeps no usage by day
     */
    public Result<KeyUsage> usage(String tenant, UUID id, int days) {
        return access.allowed(tenant, ManagementPermission.READ)
                .flatMap(rights -> access.services()
                        .usage()
                        .of(tenant, id, days)
                        .map(Result::done)
                        .orElseGet(() -> Result.of(Outcome.NOT_FOUND)));
    }

    /**
     * Returns the usage of keys that this operator has found by UTC day, with one query.
     *
     * @param found the keys, such as those of a page, at most 1000
     * @param days how many days up to today, 1 to 400
     * @return the usage by the id of the key, with a row for each day
     * @throws NotKeptException if the store keeps no usage by day
     */
    public Map<UUID, KeyUsage> usage(List<ListedKey> found, int days) {
        return access.services().usage().of(found.stream().map(ListedKey::key).toList(), days);
    }

    /**
     * Returns the permissions that keys of the host may have, which needs {@link ManagementPermission#READ}.
     *
     * @param tenant the tenant
     * @return the permissions; or forbidden or tenant not found
     */
    public Result<KnownPermissions> knownPermissions(String tenant) {
        return access.allowed(tenant, ManagementPermission.READ)
                .map(rights -> access.services().policy().known());
    }
}
