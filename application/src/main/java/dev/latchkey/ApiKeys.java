package dev.latchkey;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Manages keys. Each method is one atomic change with its audit event: when its result {@link Result#isDone() is done} both are stored, and every later call on any node sees
 * them. All take the tenant, and another tenant's key is as if it were not there. Safe for use by several threads.
 *
 * <p>Every method throws {@link dev.latchkey.ports.StoreException} when the database fails, {@link dev.latchkey.core.hashing.HashingException} when hashing
 * does, and {@link dev.latchkey.core.InvalidValueException} when a value is out of the model's bounds.
 */
@CheckReturnValue
public final class ApiKeys {
    private final KeyStore store;
    private final OptimisticUpdate updates;
    private final KeyIssuer issuer;
    private final Clock clock;

    ApiKeys(KeyStore store, KeyIssuer issuer, Clock clock) {
        this.store = store;
        this.updates = new OptimisticUpdate(store);
        this.issuer = issuer;
        this.clock = clock;
    }

    /**
     * Issues a new key.
     *
     * @param spec what it is to be
     * @param actor who issues it
     * @return the key with its raw key; that the slot is taken; contended, when new handles were taken again and again; or overloaded
     */
    public Result<IssuedKey> issue(KeySpec spec, Actor actor) {
        return issuer.issue(spec, actor, IdSource.RANDOM);
    }

    /**
     * Issues a new key on behalf of a caller, which never gives more than it has itself at this moment: not another
     * tenant, not a wider scope, and not more {@linkplain dev.latchkey.core.key.Authority authority}. Rates, networks and
     * an expiry that the specification leaves open are the caller's own. Later changes of the caller do not reach the
     * new key. A key without rates of its own, to which the host's limits apply, may give any rates.
     *
     * @param spec what it is to be
     * @param caller who issues it
     * @return as {@link #issue(KeySpec, Actor)}; or forbidden, as {@link Refusal#PERMISSION} if the specification is wider
     */
    public Result<IssuedKey> issue(KeySpec spec, Caller caller) {
        return issuer.issue(spec, caller, IdSource.RANDOM);
    }

    /**
     * Replaces the secret of the key in a slot. All its previous secrets stop working immediately. A key that has
     * expired is revoked, and a new one with its name, permissions, limits and lifetime takes its place. A slot without
     * a key gets its first. A key that was revoked has left its slot.
     *
     * @param spec the slot, and the specification of a first key, which no other key takes over
     * @param actor who does it
     * @return the key with its raw key; contended; or overloaded
     * @throws dev.latchkey.core.InvalidValueException when the specification has no slot
     */
    public Result<IssuedKey> regenerate(KeySpec spec, Actor actor) {
        return issuer.regenerate(spec, actor, IdSource.RANDOM);
    }

    /**
     * The same on behalf of a caller, which never gets more than its own.
     *
     * @param spec what a first key is to be; a key that is there keeps its own name, permissions and limits
     * @param caller who does it
     * @return as {@link #regenerate(KeySpec, Actor)}; or forbidden
     * @throws dev.latchkey.core.InvalidValueException when the specification has no slot
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
     * @return the key with its raw key; forbidden; dead; not found; contended; or overloaded
     */
    public Result<IssuedKey> regenerateOwn(Caller caller) {
        return issuer.regenerateOwn(caller, IdSource.RANDOM);
    }

    /**
     * Gives a key a new secret and lets the former one live on for a while.
     *
     * @param tenant whose key
     * @param id which key
     * @param overlap how long the former secret is accepted, zero for not at all; never past the key's expiry
     * @param actor who does it
     * @return the key with its raw key; not found; dead; contended; or overloaded
     */
    public Result<IssuedKey> rotate(String tenant, UUID id, Duration overlap, Actor actor) {
        return issuer.rotate(tenant, id, overlap, actor, IdSource.RANDOM);
    }

    /**
     * Ends a key for good. Done also when it is revoked already.
     *
     * @param tenant whose key
     * @param id which key
     * @param reason why, cut to 500 characters
     * @param actor who does it
     * @return the key; not found; or contended
     */
    public Result<ApiKey> revoke(String tenant, UUID id, String reason, Actor actor) {
        return change(tenant, id, actor, change -> change.revoke(reason));
    }

    /**
     * Stops a key until it is resumed. Done also when it is suspended already.
     *
     * @param tenant whose key
     * @param id which key
     * @param reason why, cut to 500 characters
     * @param actor who does it
     * @return the key; not found; dead; or contended
     */
    public Result<ApiKey> suspend(String tenant, UUID id, String reason, Actor actor) {
        return change(tenant, id, actor, change -> change.suspend(reason));
    }

    /**
     * Puts a suspended key back in force. Done also when it is not suspended.
     *
     * @param tenant whose key
     * @param id which key
     * @param actor who does it
     * @return the key; not found; dead; or contended
     */
    public Result<ApiKey> resume(String tenant, UUID id, Actor actor) {
        return change(tenant, id, actor, KeyChange::resume);
    }

    /**
     * Gives a key another name.
     *
     * @param tenant whose key
     * @param id which key
     * @param name 1 to 100 characters
     * @param actor who does it
     * @return the key; not found; dead; or contended
     */
    public Result<ApiKey> rename(String tenant, UUID id, String name, Actor actor) {
        return change(tenant, id, actor, change -> change.rename(name));
    }

    /**
     * Gives a key other permissions, in force with the next request.
     *
     * @param tenant whose key
     * @param id which key
     * @param permissions what it may do
     * @param actor who does it
     * @return the key; not found; dead; or contended
     */
    public Result<ApiKey> changePermissions(String tenant, UUID id, Permissions permissions, Actor actor) {
        return change(tenant, id, actor, change -> change.changePermissions(permissions));
    }

    /**
     * Gives a key other limits, in force with the next request.
     *
     * @param tenant whose key
     * @param id which key
     * @param limits what bounds it
     * @param actor who does it
     * @return the key; not found; dead; or contended
     */
    public Result<ApiKey> changeLimits(String tenant, UUID id, Limits limits, Actor actor) {
        return change(tenant, id, actor, change -> change.changeLimits(limits));
    }

    /**
     * Gives a key another expiry.
     *
     * @param tenant whose key
     * @param id which key
     * @param expiresAt in the future, or null for never
     * @param actor who does it
     * @return the key; not found; dead; or contended
     */
    public Result<ApiKey> changeExpiry(String tenant, UUID id, @Nullable Instant expiresAt, Actor actor) {
        return change(tenant, id, actor, change -> change.changeExpiry(expiresAt));
    }

    /**
     * Finds a key.
     *
     * @param tenant whose key
     * @param id which key
     * @return the key, dead or not; empty when the tenant has none of that id
     */
    public Optional<ApiKey> find(String tenant, UUID id) {
        return updates.find(tenant, id);
    }

    /**
     * Lists a tenant's keys, newest first.
     *
     * @param query which, and how many
     * @return the page
     */
    public Page<ListedKey> list(KeyQuery query) {
        return store.list(query);
    }

    /**
     * Lists the changes of a tenant's keys, newest first.
     *
     * @param query which, and how many
     * @return the page
     */
    public Page<AuditEvent> audit(AuditQuery query) {
        return store.audit(query);
    }

    /**
     * Removes keys of all tenants that have been dead for long. Their events stay.
     *
     * @param before dead since before this instant; one in the future counts as now, so no key in force is ever removed
     * @param limit how many at most in this call, at least 1
     * @return how many were removed; call again while it is the limit
     */
    public int purge(Instant before, int limit) {
        Checks.that(limit >= 1, "limit", "must be at least 1");
        Instant now = clock.instant();
        return store.purge(Checks.instant("before", before.isBefore(now) ? before : now), limit);
    }

    private Result<ApiKey> change(String tenant, UUID id, Actor actor, Function<KeyChange, Transition> decide) {
        return updates.change(tenant, id, key -> decide.apply(key.by(actor, clock.instant())));
    }
}
