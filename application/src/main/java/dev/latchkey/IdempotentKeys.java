package dev.latchkey;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.access.AccessRules;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.ResourceScope;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Issues and regenerates keys at most once for each idempotency key, however often and from however many nodes a request is sent again, also at the same time.
 *
 * <p>A repeat changes nothing. Its answer is the key as it is stored now, whatever became of it since, and the secret that the first request made; the raw key is shown again only
 * where a sealed copy is kept, the secret is still the key's newest, and the caller may be handed it. After {@link #REMEMBERED} a repeat is refused, and still changes nothing: an
 * idempotency key serves one request for as long as the key that it made is there. Each sender has idempotency keys of its own, and so has each method.
 *
 * <p>Throws like {@link ApiKeys}; when that happens, sending the request again with the same idempotency key finds out what became of it. Safe for use by several threads.
 */
@CheckReturnValue
public final class IdempotentKeys {
    /** How long repeats are answered. */
    public static final Duration REMEMBERED = Duration.ofHours(24);

    private final HandleLookup database;
    private final KeyIssuer issuer;
    private final SealedKeys sealedKeys;
    private final Clock clock;

    /** Reads the database itself: a cache may know for a while that there is no such handle. */
    IdempotentKeys(HandleLookup database, KeyIssuer issuer, SealedKeys sealedKeys, Clock clock) {
        this.database = database;
        this.issuer = issuer;
        this.sealedKeys = sealedKeys;
        this.clock = clock;
    }

    /**
     * Issues a new key, once.
     *
     * @param spec what it is to be; a request that asks for anything else is another one
     * @param once the request's name
     * @param actor who issues it
     * @return as {@link ApiKeys#issue(KeySpec, Actor)}; or that the idempotency key is reused or spent
     */
    public Result<IdempotentResult> issue(KeySpec spec, IdempotencyKey once, Actor actor) {
        return issue(spec, once, actor, null);
    }

    /**
     * Issues a new key on behalf of a caller, once.
     *
     * @param spec what it is to be; a request that asks for anything else is another one
     * @param once the request's name
     * @param caller who issues it
     * @return as {@link ApiKeys#issue(KeySpec, Caller)}; or that the idempotency key is reused or spent
     */
    public Result<IdempotentResult> issue(KeySpec spec, IdempotencyKey once, Caller caller) {
        Refusal refusal = AccessRules.issue(caller, AccessRules.bounded(caller, spec));
        return refusal == null ? issue(spec, once, caller.actor(), caller) : Result.forbidden(refusal);
    }

    /**
     * Gives the slot of a specification a new secret, once.
     *
     * @param spec what a first key is to be; a request for another tenant, scope or slot is another one
     * @param once the request's name
     * @param actor who does it
     * @return as {@link ApiKeys#regenerate(KeySpec, Actor)}; or that the idempotency key is reused or spent
     * @throws dev.latchkey.core.InvalidValueException when the specification has no slot
     */
    public Result<IdempotentResult> regenerate(KeySpec spec, IdempotencyKey once, Actor actor) {
        return regenerate(spec, once, actor, null);
    }

    /**
     * The same on behalf of a caller, which never gets more than its own.
     *
     * @param spec what a first key is to be; a request for another tenant, scope or slot is another one
     * @param once the request's name
     * @param caller who does it
     * @return as {@link ApiKeys#regenerate(KeySpec, Caller)}; or that the idempotency key is reused or spent
     * @throws dev.latchkey.core.InvalidValueException when the specification has no slot
     */
    public Result<IdempotentResult> regenerate(KeySpec spec, IdempotencyKey once, Caller caller) {
        return regenerate(spec, once, caller.actor(), caller);
    }

    /**
     * Gives a caller's own key a new secret, once. Who repeats it later has to authenticate by the new secret, for the one that was presented stops working at once.
     *
     * @param caller an API key
     * @param once the request's name
     * @return as {@link ApiKeys#regenerateOwn}; or that the idempotency key is spent
     */
    public Result<IdempotentResult> regenerateOwn(Caller caller, IdempotencyKey once) {
        ApiKey own = caller.key();
        if (own == null) {
            return Result.notFound();
        }
        String handle = once.handle(sender("regenerate own", own.tenant(), caller.actor()));
        Request request = new Request(handle, key -> key.id().equals(own.id()), caller.actor(), caller);
        return once(request, () -> issuer.regenerateOwn(caller, new IdSource(handle, id -> id)));
    }

    private Result<IdempotentResult> issue(KeySpec spec, IdempotencyKey once, Actor actor, @Nullable Caller caller) {
        List<String> sender = sender("issue", spec.tenant(), actor);
        List<String> asked = asked(sender, spec);
        String handle = once.handle(sender);
        IdSource ids = new IdSource(handle, id -> once.mark(id, asked));
        Request request = new Request(handle, key -> once.marks(key.id(), asked), actor, caller);
        return once(
                request,
                () -> caller == null ? issuer.issue(spec, actor, ids) : issuer.issue(spec, caller, ids));
    }

    private Result<IdempotentResult> regenerate(
            KeySpec spec, IdempotencyKey once, Actor actor, @Nullable Caller caller) {
        String handle = once.handle(sender("regenerate", spec.tenant(), actor));
        Predicate<ApiKey> sameSlot = key -> key.tenant().equals(spec.tenant())
                && key.scope().equals(spec.scope())
                && spec.slot() != null
                && spec.slot().equals(key.slot());
        Request request = new Request(handle, sameSlot, actor, caller);
        IdSource ids = new IdSource(handle, id -> id);
        return once(
                request,
                () -> caller == null
                        ? issuer.regenerate(spec, actor, ids)
                        : issuer.regenerate(spec, caller, ids));
    }

    /**
     * A request that may be sent again.
     *
     * @param handle the handle that it takes
     * @param made tells whether it is this request that has made a key with that handle
     * @param actor who sends it
     * @param caller on whose behalf, null for the host's own
     */
    private record Request(
            String handle,
            Predicate<ApiKey> made,
            Actor actor,
            @Nullable Caller caller) {}

    private Result<IdempotentResult> once(Request request, Supplier<Result<IssuedKey>> first) {
        Optional<Result<IdempotentResult>> before = repeat(request);
        if (before.isPresent()) {
            return before.get();
        }
        Result<IdempotentResult> result = first.get().map(IdempotentResult::first);
        if (result.isDone()) {
            return result;
        }
        // Whatever it was that stood in the way: it may have been this request, sent twice at the same time.
        return repeat(request).orElse(result);
    }

    /** The answer when the handle is taken by a secret that is still known. */
    private Optional<Result<IdempotentResult>> repeat(Request request) {
        return database.findByHandle(request.handle())
                .value()
                .flatMap(key -> key.secret(request.handle()).map(secret -> repeat(request, key, secret)));
    }

    private Result<IdempotentResult> repeat(Request request, ApiKey key, Secret secret) {
        if (!request.made().test(key)) {
            return Result.idempotencyKeyReused();
        }
        if (clock.instant().isAfter(secret.createdAt().plus(REMEMBERED))) {
            return Result.idempotencyKeySpent();
        }
        List<ApiKey> shown = key.newestSecret().equals(secret) ? List.of(key) : List.of();
        Map<UUID, RawKey> raw = request.caller() == null
                ? sealedKeys.reveal(shown, request.actor())
                : sealedKeys.reveal(shown, request.caller());
        return Result.done(new IdempotentResult(key, secret, raw.get(key.id()), true));
    }

    private static List<String> sender(String method, String tenant, Actor actor) {
        return List.of(method, tenant, actor.kind().name(), actor.id());
    }

    private static List<String> asked(List<String> sender, KeySpec spec) {
        List<String> parts = new ArrayList<>(sender);
        parts.add(spec.scope() instanceof ResourceScope scope ? "resource " + scope.resource() : "tenant");
        parts.add(spec.slot() == null ? "no slot" : "slot " + spec.slot());
        parts.add(spec.name());
        parts.add(spec.permissions().toString());
        parts.add(spec.limits().toString());
        parts.add(String.valueOf(spec.expiresAt()));
        return parts;
    }
}
