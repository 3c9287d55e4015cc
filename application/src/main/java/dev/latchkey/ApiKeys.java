package dev.latchkey;

import dev.latchkey.OptimisticUpdate.Guard;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchQuery;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The service that manages keys.
 *
 * <pre>{@code
 * KeySpec spec = KeySpec.of("acme", Scope.tenant(), "CI").permissions(Permissions.of("messages:send"));
 * IssuedKey issued = latchkey.keys().issue(spec, Actor.user("ada")).orElseThrow();
 * showOnce(issued.rawKey().reveal());
 * latchkey.keys().revoke("acme", issued.key().id(), "leaked", Actor.user("ada")).orElseThrow();
 * }</pre>
 *
 * <p>Each method is one atomic change with its audit event. If its result is done, both are stored, and every later
 * call on any node sees them. Every other result changed nothing. All methods take the tenant, and treat another
 * tenant's key as if it did not exist. Safe for use by several threads. Every method throws
 * {@link dev.latchkey.ports.StoreException} if the database fails, {@link dev.latchkey.core.hashing.HashingException}
 * if hashing fails, and {@link dev.latchkey.core.InvalidValueException} if a value is out of bounds, or a text has what
 * has the shape of a raw key of the configured format in it. Of a reason that alone is removed.
 */
@CheckReturnValue
public final class ApiKeys {
    private final GuardedStore store;
    private final KeySearch search;
    private final OptimisticUpdate updates;
    private final KeyIssuer issuer;
    private final Function<IdempotencyKey, IdempotentRequests> idempotent;
    private final IssuancePolicy policy;
    private final Rotations rotations;
    private final Clock clock;

    ApiKeys(
            GuardedStore store,
            KeySearch search,
            KeyIssuer issuer,
            Function<IdempotencyKey, IdempotentRequests> idempotent,
            IssuancePolicy policy,
            Usage usage,
            Clock clock) {
        this.store = store;
        this.search = search;
        this.updates = new OptimisticUpdate(store);
        this.issuer = issuer;
        this.idempotent = idempotent;
        this.policy = policy;
        this.rotations = new Rotations(updates, issuer, usage, clock);
        this.clock = clock;
    }

    /**
     * Returns a view that issues and regenerates keys at most once for an idempotency key, however often a request is
     * repeated.
     *
     * @param idempotencyKey identifies the request
     * @return the view
     */
    public IdempotentRequests once(IdempotencyKey idempotencyKey) {
        return idempotent.apply(idempotencyKey);
    }

    /**
     * Issues a new key, in a slot only its first one: the slot stays taken until all of its keys are purged, also when
     * they are revoked. What follows a key there has that key's permissions and limits, see
     * {@link #regenerate(KeySpec, Actor)}. The slots of {@link ConfiguredKeys} are refused here and below.
     *
     * @param spec the specification of the key
     * @param actor the operator
     * @return the key with its raw key; or slot taken, contended or overloaded
     */
    public Result<IssuedKey> issue(KeySpec spec, Actor actor) {
        return issuer.issue(spec, actor, IdSource.RANDOM);
    }

    /**
     * Issues a new key on behalf of a caller, which never gives more than it has at this moment: not another tenant, a
     * wider scope, or more {@linkplain dev.latchkey.core.key.Authority authority}. Rates, networks and expiry default
     * to its own. Later changes do not reach the new key. A caller without rates of its own gives no higher ones than
     * the host's limits that apply to it. A key with 8 issuers issues none.
     *
     * @param spec the specification of the key
     * @param caller the caller
     * @return as {@link #issue(KeySpec, Actor)}; or forbidden, as {@link Refusal#PERMISSION} if it is wider
     */
    public Result<IssuedKey> issue(KeySpec spec, Caller caller) {
        return issuer.issue(spec, caller, IdSource.RANDOM);
    }

    /**
     * Replaces the secret of the key in a slot. All its previous secrets stop working immediately. If the last holder
     * has expired or was revoked, a new key with its name, permissions, limits and lifetime takes its place. A slot
     * without any key, or whose keys are purged, gets its first. The issuer of a key in a slot is the host.
     *
     * @param spec the slot, and the specification of a first key, which no other key takes over
     * @param actor the operator
     * @return the key with its raw key; contended; or overloaded
     * @throws dev.latchkey.core.InvalidValueException when the specification has no slot
     */
    public Result<IssuedKey> regenerate(KeySpec spec, Actor actor) {
        return issuer.regenerate(spec, actor, IdSource.RANDOM);
    }

    /**
     * Replaces the secret of a key in a slot for a caller. Refused if its scope or permissions exceed the caller's.
     *
     * @param spec the slot, and the specification of a first key, which no other key takes over
     * @param caller the caller
     * @return the key with its raw key; or forbidden, contended or overloaded
     * @throws dev.latchkey.core.InvalidValueException if the specification has no slot
     */
    public Result<IssuedKey> regenerate(KeySpec spec, Caller caller) {
        return issuer.regenerate(spec, caller, IdSource.RANDOM);
    }

    /**
     * Replaces the secret of the caller's own key. The presented secret stops working immediately, and must be the
     * key's current one: a retiring secret is forbidden as {@link Refusal#RETIRING}. Of several calls that presented
     * the same secret one is done, the others are forbidden as {@link Refusal#RETIRED}.
     *
     * @param caller an API key
     * @return the key with its raw key; or forbidden, dead, not found, contended or overloaded
     */
    public Result<IssuedKey> regenerateOwn(Caller caller) {
        return issuer.regenerateOwn(caller, IdSource.RANDOM);
    }

    /**
     * Gives a key a new secret. The mode says how long the previous one is accepted. No secret outlives the key's
     * expiry.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param mode the mode
     * @param actor the operator
     * @return the key with its raw key; or not found, dead, rotation under way, contended or overloaded
     */
    public Result<IssuedKey> rotate(String tenant, UUID id, RotationMode mode, Actor actor) {
        return issuer.rotate(tenant, id, mode, actor, IdSource.RANDOM);
    }

    /**
     * Returns the service that completes and cancels rotations, and that rotates keys on behalf of callers.
     *
     * @return the rotations
     */
    public Rotations rotations() {
        return rotations;
    }

    /**
     * Revokes a key, which cannot be undone. Done also if the key is already revoked.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param reason the reason, of any content; cut to 500 characters
     * @param actor the operator
     * @return the key; or not found or contended
     */
    public Result<ApiKey> revoke(String tenant, UUID id, String reason, Actor actor) {
        return change(tenant, id, actor, change -> change.revoke(store.kept(reason)));
    }

    /**
     * Returns a view that revokes many keys, such as all that a key issued.
     *
     * @param reason the reason, of any content; cut to 500 characters
     * @param actor the operator
     * @return the view
     */
    public MassRevocation revokeAll(String reason, Actor actor) {
        return new MassRevocation(store, clock, reason, actor);
    }

    /**
     * Suspends a key until an operator resumes it. Done also if the key is already suspended.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param reason the reason, of any content; cut to 500 characters
     * @param actor the operator
     * @return the key; or not found, dead or contended
     */
    public Result<ApiKey> suspend(String tenant, UUID id, String reason, Actor actor) {
        return change(tenant, id, actor, change -> change.suspend(store.kept(reason)));
    }

    /**
     * Suspends a key until it is resumed. A stronger cause replaces a weaker one. Done also if the key is already
     * suspended for this or a stronger cause.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param cause the cause
     * @param reason the reason, of any content; cut to 500 characters
     * @param actor the operator
     * @return the key; or not found, dead or contended
     */
    public Result<ApiKey> suspend(String tenant, UUID id, Suspension.Cause cause, String reason, Actor actor) {
        return change(tenant, id, actor, change -> change.suspend(cause, store.kept(reason)));
    }

    /**
     * Resumes a key that is suspended for one cause. Done also if the key is not suspended, or for another cause.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param cause the cause
     * @param actor the operator
     * @return the key, which is still suspended if the cause is another one; or not found, dead or contended
     */
    public Result<ApiKey> resume(String tenant, UUID id, Suspension.Cause cause, Actor actor) {
        return change(tenant, id, actor, change -> change.resume(cause));
    }

    /**
     * Resumes a suspended key, whatever the cause of its suspension. Done also if the key is not suspended.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param actor the operator
     * @return the key; or not found, dead or contended
     */
    public Result<ApiKey> resume(String tenant, UUID id, Actor actor) {
        return change(tenant, id, actor, KeyChange::resume);
    }

    /**
     * Changes several members of a key in one step, with one event that has each of them before and after. For example:
     * {@code keys.change("acme", id, spec -> spec.owner("ada").tags("prod"), actor)}.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param edit returns what the key is to be from what it is. It is called again if another change is faster.
     *     Tenant, scope and slot never change
     * @param actor the operator
     * @return the key; or not found, dead or contended
     */
    public Result<ApiKey> change(String tenant, UUID id, UnaryOperator<KeySpec> edit, Actor actor) {
        List<KeySpec> edited = new ArrayList<>();
        Guard allowed = key -> {
            KeySpec spec = edit.apply(key.spec());
            edited.add(spec);
            policy.checkChange(key.spec(), spec, actor);
            return policy.checkOwner(key.spec(), spec);
        };
        // The last of them is that of the version that is changed.
        return updates.change(
                tenant, id, allowed, key -> key.by(actor, clock.instant()).change(edited.get(edited.size() - 1)));
    }

    /**
     * Changes the name of a key.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param name the new name, 1 to 100 characters
     * @param actor the operator
     * @return the key; or not found, dead or contended
     */
    public Result<ApiKey> rename(String tenant, UUID id, String name, Actor actor) {
        return change(tenant, id, actor, change -> change.rename(name));
    }

    /**
     * Changes the permissions of a key, in force with the next request.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param permissions the new permissions
     * @param actor the operator
     * @return the key; or not found, dead or contended
     */
    public Result<ApiKey> changePermissions(String tenant, UUID id, Permissions permissions, Actor actor) {
        return change(tenant, id, spec -> spec.permissions(permissions), actor);
    }

    /**
     * Changes the limits of a key, in force with the next request.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param limits the new limits
     * @param actor the operator
     * @return the key; or not found, dead or contended
     */
    public Result<ApiKey> changeLimits(String tenant, UUID id, Limits limits, Actor actor) {
        return change(tenant, id, spec -> spec.limits(limits), actor);
    }

    /**
     * Changes the expiry of a key.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param expiresAt the new expiry, in the future; null for never
     * @param actor the operator
     * @return the key; or not found, dead or contended
     */
    public Result<ApiKey> changeExpiry(String tenant, UUID id, @Nullable Instant expiresAt, Actor actor) {
        return change(tenant, id, spec -> spec.expiresAt(expiresAt), actor);
    }

    /**
     * Finds a key.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @return the key, in force or not; empty if the tenant has no such key
     */
    public Optional<ApiKey> find(String tenant, UUID id) {
        return updates.find(tenant, id);
    }

    /**
     * Lists a tenant's keys, newest first.
     *
     * @param query the filter and the size of the page
     * @return the page
     */
    public Page<ListedKey> list(KeyQuery query) {
        return store.list(query);
    }

    /**
     * Searches a tenant's keys by what operators know of them.
     *
     * @param query what is looked for
     * @return the page; it may be short, or empty, although a position follows
     * @throws NotKeptException if the order is not the newest first, and the store is no {@link KeySearch.Source}; all
     *     stores of Latchkey are
     */
    public SearchPage search(SearchQuery query) {
        return search.search(query);
    }

    /**
     * Lists the changes of a tenant's keys, newest first.
     *
     * @param query the filter and the size of the page
     * @return the page
     */
    public Page<AuditEvent> audit(AuditQuery query) {
        return store.audit(query);
    }

    /**
     * Removes keys of all tenants that have been dead for long. Their events stay, with one more that says who removed
     * the key. Their handles stay taken, so that no raw key of a removed key is ever valid again. {@link Maintenance}
     * does this too. Where the host does not run it, this is called now and then, for example once a day.
     *
     * @param before removes keys that died before this instant; a future instant counts as now, so that no key in force
     *     is ever removed
     * @param limit how many keys this call removes at most, at least 1
     * @param actor the operator
     * @return how many keys were removed; call again while it equals the limit
     */
    public int purge(Instant before, int limit, Actor actor) {
        Instant now = clock.instant();
        return store.purge(new Purge(before.isBefore(now) ? before : now, limit, actor, now));
    }

    private Result<ApiKey> change(String tenant, UUID id, Actor actor, Function<KeyChange, Transition> decide) {
        return updates.change(tenant, id, key -> decide.apply(key.by(actor, clock.instant())));
    }
}
