package dev.latchkey.ports.api;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.AccessRules;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.SecretStatus;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.ports.spi.AuditQuery;
import dev.latchkey.ports.spi.Insertion;
import dev.latchkey.ports.spi.KeyQuery;
import dev.latchkey.ports.spi.KeyStore;
import dev.latchkey.ports.spi.ListedKey;
import dev.latchkey.ports.spi.Page;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Manages keys. Each method is one atomic change with its audit event: when it returns {@link Result.Done} both are stored, and every later call on any node sees
 * them. All take the tenant, and another tenant's key is as if it were not there. Safe for use by several threads.
 *
 * <p>Every method throws {@link dev.latchkey.ports.spi.StoreException} when the database fails, {@link dev.latchkey.core.hashing.HashingException} when hashing
 * does, and {@link dev.latchkey.core.InvalidValueException} when a value is out of the model's bounds.
 */
@CheckReturnValue
public final class ApiKeys {
    private static final int ATTEMPTS = 8;

    private final KeyStore store;
    private final KeyWriter writer;
    private final KeyFormat format;
    private final SecretGenerator random;
    private final SecretMaker secrets;
    private final Prover prover;
    private final Clock clock;
    private final Duration retryAfter;

    ApiKeys(
            KeyStore store,
            KeyFormat format,
            SecretGenerator random,
            SecretMaker secrets,
            Prover prover,
            Clock clock,
            Duration retryAfter) {
        this.store = store;
        this.writer = new KeyWriter(store);
        this.format = format;
        this.random = random;
        this.secrets = secrets;
        this.prover = prover;
        this.clock = clock;
        this.retryAfter = retryAfter;
    }

    /**
     * Issues a new key.
     *
     * @param spec what it is to be
     * @param actor who issues it
     * @return the key with its raw key; that the slot is taken; contended, when new handles were taken again and again; or overloaded
     */
    public Result<IssuedKey> issue(KeySpec spec, Actor actor) {
        return issue(spec, actor, null);
    }

    /** Issues a key. An expired one that is still in its slot is revoked, but not before the new one is ready to take its place. */
    private Result<IssuedKey> issue(KeySpec spec, Actor actor, @Nullable ApiKey expired) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<NewSecret> made = newSecret(spec.tenant());
            if (made.isEmpty()) {
                return new Result.Overloaded<>(retryAfter);
            }
            Changed first =
                    KeyChange.issue(random.id(), spec, made.get().secret(), AuditAction.ISSUED, actor, clock.instant());
            if (expired != null && endExpired(expired, actor) instanceof Result.Contended) {
                return new Result.Contended<>();
            }
            Insertion insertion = store.insert(first.next(), first.event());
            if (insertion == Insertion.INSERTED) {
                return new Result.Done<>(announce(first.next(), made.get()));
            }
            if (insertion == Insertion.SLOT_TAKEN) {
                return new Result.SlotTaken<>();
            }
        }
        return new Result.Contended<>();
    }

    /**
     * Issues a new key on behalf of a caller, which never gets more than its own: not more permissions, not a wider scope, not another tenant.
     *
     * @param spec what it is to be
     * @param caller who issues it
     * @return as {@link #issue(KeySpec, Actor)}; or forbidden
     */
    public Result<IssuedKey> issue(KeySpec spec, Caller caller) {
        Refusal refusal = AccessRules.issue(caller, spec);
        return refusal == null ? issue(spec, caller.actor()) : new Result.Forbidden<>(refusal);
    }

    /**
     * Gives the slot of a specification a new secret, whatever is there: the key in the slot gets one and its former secrets stop working at once; an empty slot gets a
     * first key; a key that has expired is revoked and a new one takes its place.
     *
     * @param spec what a first key is to be; a key that is there keeps its own name, permissions and limits
     * @param actor who does it
     * @return the key with its raw key; contended; or overloaded
     * @throws dev.latchkey.core.InvalidValueException when the specification has no slot
     */
    public Result<IssuedKey> regenerate(KeySpec spec, Actor actor) {
        return regenerate(spec, actor, null);
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
        return regenerate(spec, caller.actor(), caller);
    }

    /**
     * Gives a caller's own key a new secret; the one it presented stops working at once. Of several calls that presented the same secret one is done, the others are
     * forbidden as {@link Refusal#RETIRED}.
     *
     * @param caller an API key
     * @return the key with its raw key; forbidden; dead; not found; contended; or overloaded
     */
    public Result<IssuedKey> regenerateOwn(Caller caller) {
        ApiKey key = caller.key();
        Secret presented = caller.secret();
        if (key == null || presented == null) {
            return new Result.NotFound<>();
        }
        KeyWriter.Guard stillInForce = stored -> {
            Optional<Secret> secret = stored.secret(presented.handle());
            boolean inForce = secret.isPresent() && secret.get().status(clock.instant()) != SecretStatus.RETIRED;
            // A revocation retires every secret, but that the key is dead says more.
            return inForce || stored.revocation() != null ? null : Refusal.RETIRED;
        };
        return rotate(key.tenant(), key.id(), Duration.ZERO, caller.actor(), stillInForce);
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
        return rotate(tenant, id, overlap, actor, key -> null);
    }

    /**
     * Ends a key for good. Done also when it is revoked already.
     *
     * @param tenant whose key
     * @param id which key
     * @param reason why, 1 to 100 characters
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
     * @param reason why, 1 to 100 characters
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
        return writer.find(tenant, id);
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

    private Result<IssuedKey> regenerate(KeySpec spec, Actor actor, @Nullable Caller caller) {
        String slot = spec.slot();
        if (slot == null) {
            throw new InvalidValueException("slot", "must be named");
        }
        KeyWriter.Guard mayHave = key ->
                caller == null ? null : AccessRules.handOut(caller, key.tenant(), key.scope(), key.permissions());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<ApiKey> found = store.findBySlot(spec.tenant(), spec.scope(), slot);
            boolean expired = found.isPresent() && found.get().status(clock.instant()) == KeyStatus.EXPIRED;
            if (found.isPresent() && !expired) {
                Result<IssuedKey> rotated = rotate(spec.tenant(), found.get().id(), Duration.ZERO, actor, mayHave);
                boolean died = rotated instanceof Result.Dead || rotated instanceof Result.NotFound;
                if (!died) {
                    return rotated;
                }
                continue;
            }
            Refusal refusal = caller == null ? null : AccessRules.issue(caller, spec);
            if (refusal != null) {
                return new Result.Forbidden<>(refusal);
            }
            Result<IssuedKey> issued = issue(spec, actor, found.orElse(null));
            if (!(issued instanceof Result.SlotTaken)) {
                return issued;
            }
        }
        return new Result.Contended<>();
    }

    private Result<IssuedKey> rotate(String tenant, UUID id, Duration overlap, Actor actor, KeyWriter.Guard guard) {
        // Asked once before the slow hash, so that who may not, or what is not there or dead, costs nothing;
        // and again for the version that is replaced.
        Optional<ApiKey> found = writer.find(tenant, id);
        if (found.isEmpty()) {
            return new Result.NotFound<>();
        }
        Refusal refusal = guard.check(found.get());
        if (refusal != null) {
            return new Result.Forbidden<>(refusal);
        }
        KeyStatus status = found.get().status(clock.instant());
        if (status == KeyStatus.REVOKED || status == KeyStatus.EXPIRED) {
            return new Result.Dead<>(status);
        }
        Optional<NewSecret> made = newSecret(tenant);
        if (made.isEmpty()) {
            return new Result.Overloaded<>(retryAfter);
        }
        NewSecret fresh = made.get();
        return writer.change(
                        tenant, id, guard, key -> key.by(actor, clock.instant()).rotate(fresh.secret(), overlap))
                .map(key -> announce(key, fresh));
    }

    /** Revokes a key that was seen expired, unless its expiry was put off since. */
    private Result<ApiKey> endExpired(ApiKey expired, Actor actor) {
        return writer.change(expired.tenant(), expired.id(), key -> {
            Instant now = clock.instant();
            boolean still = key.status(now) == KeyStatus.EXPIRED;
            return still ? key.by(actor, now).revoke("expired and replaced") : new Transition.Unchanged(key);
        });
    }

    private Result<ApiKey> change(String tenant, UUID id, Actor actor, Function<KeyChange, Transition> decide) {
        return writer.change(tenant, id, key -> decide.apply(key.by(actor, clock.instant())));
    }

    private Optional<NewSecret> newSecret(String tenant) {
        RawKey raw = random.rawKey(format);
        return secrets.make(raw, tenant, clock.instant()).map(secret -> new NewSecret(raw, secret));
    }

    private IssuedKey announce(ApiKey key, NewSecret made) {
        prover.remember(made.raw(), made.secret());
        return new IssuedKey(key, made.raw());
    }

    private record NewSecret(RawKey raw, Secret secret) {}
}
