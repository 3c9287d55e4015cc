package dev.latchkey;

import dev.latchkey.OptimisticUpdate.Guard;
import dev.latchkey.Result.Outcome;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.access.AccessRules;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Secret;
import dev.latchkey.internal.cache.HandleLookup;
import dev.latchkey.internal.proof.SecretFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The view of {@link ApiKeys} that issues and regenerates keys at most once for one idempotency key, however often and
 * from however many nodes a request is repeated, also concurrently. Obtained by {@link ApiKeys#once}.
 *
 * <pre>{@code
 * Result<IdempotentResult> result = latchkey.keys().once(new IdempotencyKey(header)).issue(spec, caller);
 * }</pre>
 *
 * <p>A repeat changes nothing. Its answer is the key as it is stored now, and the secret that the first request made.
 * The raw key is shown again only if a sealed copy is kept, the secret is still the key's current or pending one, and
 * the caller may receive it. After {@link #REMEMBERED} a repeat is refused, and still changes nothing: an idempotency
 * key serves one request for ever, also after the key that it made was purged. Each sender has idempotency keys of its
 * own, and so has each method.
 *
 * <p>Throws the exceptions of {@link ApiKeys}. After an exception, repeat the request with the same idempotency key to
 * learn its result. Immutable. Safe for use by several threads.
 */
@CheckReturnValue
public final class IdempotentRequests {
    /** How long repeats are answered. */
    public static final Duration REMEMBERED = Duration.ofHours(24);

    private final IdempotencyKey once;
    private final HandleLookup lookup;
    private final KeyIssuer issuer;
    private final SealedKeys sealedKeys;
    private final IssuancePolicy policy;
    private final Clock clock;

    IdempotentRequests(
            IdempotencyKey once,
            HandleLookup lookup,
            KeyIssuer issuer,
            SealedKeys sealedKeys,
            IssuancePolicy policy,
            Clock clock) {
        this.once = once;
        this.lookup = lookup;
        this.issuer = issuer;
        this.sealedKeys = sealedKeys;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Issues a new key.
     *
     * @param spec the specification of the key; a repeat has an equal one
     * @param actor the operator
     * @return as {@link ApiKeys#issue(KeySpec, Actor)}; or idempotency key reused or spent
     */
    public Result<IdempotentResult> issue(KeySpec spec, Actor actor) {
        return issue(IssuanceRequest.of(spec), actor, receiving(null));
    }

    /**
     * Issues a new key on behalf of a caller.
     *
     * @param spec the specification of the key; a repeat has an equal one
     * @param caller the caller
     * @return as {@link ApiKeys#issue(KeySpec, Caller)}; or idempotency key reused or spent
     */
    public Result<IdempotentResult> issue(KeySpec spec, Caller caller) {
        return issue(IssuanceRequest.of(spec), caller);
    }

    /** Issues a new key on behalf of a caller. */
    Result<IdempotentResult> issue(IssuanceRequest asked, Caller caller) {
        KeySpec spec = asked.specification(clock.instant());
        Refusal refusal = policy.issue(caller, AccessRules.bounded(caller, spec));
        return refusal == null
                ? issue(asked, caller.actor(), receiving(caller), ids -> issuer.issue(spec, caller, ids))
                : Result.forbidden(refusal);
    }

    /**
     * Replaces the secret of the key in a slot.
     *
     * @param spec the slot, and the specification of a first key; a repeat has the same tenant, scope and slot
     * @param actor the operator
     * @return as {@link ApiKeys#regenerate(KeySpec, Actor)}; or idempotency key reused or spent
     * @throws dev.latchkey.core.InvalidValueException if the specification has no slot
     */
    public Result<IdempotentResult> regenerate(KeySpec spec, Actor actor) {
        return regenerate(spec, actor, receiving(null), ids -> issuer.regenerate(spec, actor, ids));
    }

    /**
     * Replaces the secret of the key in a slot on behalf of a caller.
     *
     * @param spec the slot, and the specification of a first key; a repeat has the same tenant, scope and slot
     * @param caller the caller
     * @return as {@link ApiKeys#regenerate(KeySpec, Caller)}; or idempotency key reused or spent
     * @throws dev.latchkey.core.InvalidValueException if the specification has no slot
     */
    public Result<IdempotentResult> regenerate(KeySpec spec, Caller caller) {
        return regenerate(spec, caller.actor(), receiving(caller), ids -> issuer.regenerate(spec, caller, ids));
    }

    /**
     * Replaces the secret of the caller's own key. A repeat must authenticate by the new secret, because the presented
     * one stops working immediately.
     *
     * @param caller an API key
     * @return as {@link ApiKeys#regenerateOwn}; or idempotency key spent
     */
    public Result<IdempotentResult> regenerateOwn(Caller caller) {
        ApiKey own = caller.key();
        if (own == null) {
            // The issuer says what that means.
            return issuer.regenerateOwn(caller, IdSource.RANDOM).map(IdempotentResult::first);
        }
        List<String> asked = List.of(own.id().toString());
        Request request = request("regenerate own", own.tenant(), caller.actor(), asked, receiving(caller));
        return once(request, ids -> issuer.regenerateOwn(caller, ids));
    }

    /**
     * Gives a key a new secret.
     *
     * @param tenant the tenant of the key
     * @param id the key, which a repeat names too
     * @param mode the mode, which a repeat has too
     * @param actor the operator
     * @return as {@link ApiKeys#rotate}; or idempotency key reused or spent
     */
    public Result<IdempotentResult> rotate(String tenant, UUID id, RotationMode mode, Actor actor) {
        return rotateOnce(tenant, id, mode, actor, receiving(null), ids -> issuer.rotate(tenant, id, mode, actor, ids));
    }

    /**
     * Gives a key a new secret on behalf of a caller.
     *
     * @param tenant the tenant of the key
     * @param id the key, which a repeat names too
     * @param mode the mode, which a repeat has too
     * @param caller the caller
     * @return as {@link Rotations#rotate}; or idempotency key reused or spent
     */
    public Result<IdempotentResult> rotate(String tenant, UUID id, RotationMode mode, Caller caller) {
        return rotateOnce(
                tenant,
                id,
                mode,
                caller.actor(),
                receiving(caller),
                ids -> issuer.rotate(tenant, id, mode, caller, ids));
    }

    /** Gives a key a new secret if a check allows it. */
    Result<IdempotentResult> rotate(
            String tenant, UUID id, RotationMode mode, Actor actor, Guard guard, Predicate<ApiKey> mayReceive) {
        return rotateOnce(
                tenant, id, mode, actor, mayReceive, ids -> issuer.rotate(tenant, id, mode, actor, ids, guard));
    }

    /** Issues a new key for an operator that may be handed some keys alone. */
    Result<IdempotentResult> issue(IssuanceRequest asked, Actor actor, Predicate<ApiKey> mayReceive) {
        KeySpec spec = asked.specification(clock.instant());
        return issue(asked, actor, mayReceive, ids -> issuer.issue(spec, actor, ids));
    }

    private Result<IdempotentResult> rotateOnce(
            String tenant,
            UUID id,
            RotationMode mode,
            Actor actor,
            Predicate<ApiKey> mayReceive,
            Function<IdSource, Result<IssuedKey>> first) {
        List<String> asked = List.of(
                id.toString(),
                mode.start().name(),
                mode.grace().toString(),
                mode.lapses().toString());
        return once(request("rotate", tenant, actor, asked, mayReceive), first);
    }

    private Result<IdempotentResult> issue(
            IssuanceRequest asked,
            Actor actor,
            Predicate<ApiKey> mayReceive,
            Function<IdSource, Result<IssuedKey>> first) {
        return once(request("issue", asked.spec().tenant(), actor, asked.words(), mayReceive), first);
    }

    /** Replaces the secret of the key in a slot if checks allow it. */
    Result<IdempotentResult> regenerate(KeySpec spec, Actor actor, SlotGuard guard, Predicate<ApiKey> mayReceive) {
        return regenerate(spec, actor, mayReceive, ids -> issuer.regenerate(spec, actor, guard, ids));
    }

    private Result<IdempotentResult> regenerate(
            KeySpec spec, Actor actor, Predicate<ApiKey> mayReceive, Function<IdSource, Result<IssuedKey>> first) {
        List<String> asked = List.of(IssuanceRequest.scope(spec), IssuanceRequest.slot(spec));
        return once(request("regenerate", spec.tenant(), actor, asked, mayReceive), first);
    }

    /**
     * A request that may be repeated.
     *
     * @param handle the handle that it takes
     * @param mark the mark of what it asks for
     * @param actor the sender
     * @param mayReceive tells whether the sender may be handed a key as it is now
     */
    private record Request(String handle, String mark, Actor actor, Predicate<ApiKey> mayReceive) {}

    /** Returns a request of a sender and a method, whose idempotency keys no others share. */
    private Request request(
            String method, String tenant, Actor actor, List<String> asked, Predicate<ApiKey> mayReceive) {
        List<String> sender = List.of(method, tenant, actor.kind().name(), actor.id());
        List<String> all = Stream.concat(sender.stream(), asked.stream()).toList();
        return new Request(once.handle(sender), once.mark(all), actor, mayReceive);
    }

    /** Tells whether a caller may be handed a key as it is now; null for the host, which may. */
    private Predicate<ApiKey> receiving(@Nullable Caller caller) {
        return key -> caller == null || AccessRules.handOut(caller, key, clock.instant()) == null;
    }

    private Result<IdempotentResult> once(Request request, Function<IdSource, Result<IssuedKey>> first) {
        Optional<Result<IdempotentResult>> before = repeat(request);
        if (before.isPresent()) {
            return before.get();
        }
        Result<IdempotentResult> result =
                first.apply(new IdSource(request.handle(), request.mark())).map(IdempotentResult::first);
        if (result.isDone()) {
            return result;
        }
        // Whatever prevented it may have been this request itself, sent twice at the same time.
        return repeat(request).orElse(result);
    }

    /** Returns the answer if the handle is taken by a secret that is still known. */
    private Optional<Result<IdempotentResult>> repeat(Request request) {
        return lookup.findByHandle(request.handle())
                .value()
                .flatMap(key -> key.secret(request.handle()).map(secret -> repeat(request, key, secret)));
    }

    private Result<IdempotentResult> repeat(Request request, ApiKey key, Secret secret) {
        if (!SecretFactory.mark(secret).equals(request.mark())) {
            return Result.of(Outcome.IDEMPOTENCY_KEY_REUSED);
        }
        if (KeyQuota.isEnded(key)) {
            return Result.of(Outcome.TOO_MANY_KEYS);
        }
        if (clock.instant().isAfter(secret.createdAt().plus(REMEMBERED))) {
            return Result.of(Outcome.IDEMPOTENCY_KEY_SPENT);
        }
        boolean shown = request.mayReceive().test(key);
        Optional<RawKey> raw = shown ? sealedKeys.revealOnce(key, secret, request.actor()) : Optional.empty();
        return Result.done(new IdempotentResult(key, secret, raw.orElse(null), true));
    }
}
