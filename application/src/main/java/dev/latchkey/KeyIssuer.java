package dev.latchkey;

import dev.latchkey.OptimisticUpdate.Guard;
import dev.latchkey.Result.Outcome;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.AccessRules;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.key.NewKey;
import dev.latchkey.core.key.NextSlotHolder;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.key.Transition.Refused;
import dev.latchkey.internal.proof.SecretFactory;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The issuer of raw keys: of new keys, and of keys that get a new secret. Safe for use by several threads. */
final class KeyIssuer {
    private static final int ATTEMPTS = 8;

    private final KeyStore store;
    private final OptimisticUpdate updates;
    private final CallerAuthority callers;
    private final KeyFormat format;
    private final SecretGenerator random;
    private final SecretFactory secrets;
    private final IssuancePolicy policy;
    private final Clock clock;
    private final Duration retryAfter;

    KeyIssuer(
            KeyStore store,
            KeyFormat format,
            SecretGenerator random,
            SecretFactory secrets,
            IssuancePolicy policy,
            Clock clock,
            Duration retryAfter) {
        this.store = store;
        this.updates = new OptimisticUpdate(store);
        this.callers = new CallerAuthority(updates, clock);
        this.format = format;
        this.random = random;
        this.secrets = secrets;
        this.policy = policy;
        this.clock = clock;
        this.retryAfter = retryAfter;
    }

    CallerAuthority callers() {
        return callers;
    }

    Result<IssuedKey> issue(KeySpec spec, Actor actor, IdSource ids) {
        ConfiguredKeys.checkNotOneOfTheirs(spec.slot());
        return issue(policy.admit(spec, actor), List.of(), actor, ids, null);
    }

    /** Issues a key on behalf of a caller, within the authority that the caller has now. */
    Result<IssuedKey> issue(KeySpec spec, Caller caller, IdSource ids) {
        ConfiguredKeys.checkNotOneOfTheirs(spec.slot());
        policy.known().check(spec.permissions());
        return callers.present(caller).flatMap(present -> {
            KeySpec bounded = policy.admit(AccessRules.bounded(present, spec), caller.actor());
            Refusal refusal = policy.issue(present, bounded);
            // A key in a slot belongs to the slot, and not to the caller that asked for it.
            List<UUID> issuers = spec.slot() == null ? present.issuers() : List.of();
            return refusal == null
                    ? issue(bounded, issuers, caller.actor(), ids, null).flatMap(issued -> keep(issued, present))
                    : Result.forbidden(refusal);
        });
    }

    /**
     * Revokes a key whose issuer was revoked while it was made. What else the issuer issued may have been listed, to be
     * revoked, before the key was stored.
     */
    private Result<IssuedKey> keep(IssuedKey issued, Caller issuer) {
        Result<Caller> now = callers.present(issuer);
        boolean revoked = now.outcome() == Outcome.FORBIDDEN && now.refusal() == Refusal.REVOKED;
        if (!revoked) {
            return Result.done(issued);
        }
        ApiKey key = issued.key();
        Result<ApiKey> ended = updates.change(
                key.tenant(),
                key.id(),
                stored -> stored.by(issuer.actor(), clock.instant()).revoke("the issuer was revoked"));
        return ended.flatMap(any -> Result.forbidden(Refusal.REVOKED));
    }

    /** Issues a key. If it succeeds an expired one in its slot, that one is revoked when the new one is ready. */
    private Result<IssuedKey> issue(
            KeySpec spec, List<UUID> issuers, Actor actor, IdSource ids, @Nullable ApiKey previous) {
        // Before the slow hash, and again after it, because time goes on.
        KeyChange.checkExpiry(spec.expiresAt(), clock.instant());
        if (previous == null && isHeld(store, spec)) {
            return Result.of(Outcome.SLOT_TAKEN);
        }
        if (policy.isFull(spec)) {
            return Result.of(Outcome.TOO_MANY_KEYS);
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<NewSecret> made = newSecret(spec.tenant(), ids);
            if (made.isEmpty()) {
                return Result.overloaded(retryAfter);
            }
            UUID id = random.id();
            Secret secret = made.get().secret();
            Instant now = clock.instant();
            Changed first = previous == null
                    ? NewKey.issue(id, issuers, spec, secret, AuditAction.ISSUED, actor, now)
                    : NextSlotHolder.issue(id, previous, spec, secret, actor, now);
            if (previous != null && endExpired(previous, actor).outcome() == Outcome.CONTENDED) {
                return Result.of(Outcome.CONTENDED);
            }
            Insertion insertion = store.insert(first.next(), first.event()).value();
            if (insertion == Insertion.INSERTED) {
                return updates.unlessTenantEnded(first.next(), actor, clock)
                        .flatMap(key -> policy.keep(key, actor))
                        .map(key -> announce(key, made.get()));
            }
            if (insertion == Insertion.TENANT_ENDED) {
                return Result.of(Outcome.TENANT_ENDED);
            }
            if (insertion == Insertion.SLOT_TAKEN) {
                return Result.of(Outcome.SLOT_TAKEN);
            }
            if (ids.handle() != null) {
                break;
            }
        }
        return ids.taken();
    }

    /**
     * Tells whether the slot of a specification has or had a key that is not purged. That key decides what its
     * successor is, so the specification applies to no key of the slot.
     */
    static boolean isHeld(KeyStore store, KeySpec spec) {
        String slot = spec.slot();
        return slot != null
                && store.findBySlot(spec.tenant(), spec.scope(), slot).value().isPresent();
    }

    /** Gives the slot a new secret, whatever is there. */
    Result<IssuedKey> regenerate(KeySpec spec, Actor actor, IdSource ids) {
        return regenerate(spec, actor, SlotGuard.NONE, ids);
    }

    /** Gives the slot a new secret on behalf of a caller, which gets no more than its own. */
    Result<IssuedKey> regenerate(KeySpec spec, Caller caller, IdSource ids) {
        return callers.present(caller)
                .flatMap(present -> regenerate(
                        spec,
                        caller.actor(),
                        new SlotGuard(
                                Guard.by(key -> callers.mayReplace(present, key)),
                                next -> AccessRules.handOut(present, next)),
                        ids));
    }

    /** Gives the slot a new secret if checks allow it. */
    Result<IssuedKey> regenerate(KeySpec spec, Actor actor, SlotGuard guard, IdSource ids) {
        policy.known().check(spec.permissions());
        String slot = spec.slot();
        if (slot == null) {
            throw new InvalidValueException("slot", "is required");
        }
        ConfiguredKeys.checkNotOneOfTheirs(slot);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<ApiKey> found =
                    store.findBySlot(spec.tenant(), spec.scope(), slot).value();
            Instant now = clock.instant();
            if (found.isPresent() && !found.get().status(now).isDead()) {
                Result<IssuedKey> rotated =
                        rotate(spec.tenant(), found.get().id(), RotationMode.NOW, actor, ids, guard.holder());
                boolean died = rotated.outcome() == Outcome.DEAD || rotated.outcome() == Outcome.NOT_FOUND;
                if (!died) {
                    return rotated;
                }
                continue;
            }
            // The last holder of a slot decides what the next one is. The specification is for a slot without any.
            KeySpec next =
                    found.map(previous -> policy.successor(previous, actor)).orElseGet(() -> policy.admit(spec, actor));
            Refusal refusal = guard.next().apply(next);
            if (refusal != null) {
                return Result.forbidden(refusal);
            }
            Result<IssuedKey> issued = issue(next, List.of(), actor, ids, found.orElse(null));
            if (issued.outcome() != Outcome.SLOT_TAKEN) {
                return issued;
            }
        }
        return Result.of(Outcome.CONTENDED);
    }

    Result<IssuedKey> regenerateOwn(Caller caller, IdSource ids) {
        ApiKey key = caller.key();
        Secret presented = caller.secret();
        if (key == null || presented == null) {
            return Result.of(Outcome.NOT_FOUND);
        }
        Optional<Rotation> underWay = key.rotation(clock.instant());
        if (underWay.isPresent() && key.isPending(presented)) {
            // The request that brought this secret has made it current by now, or is about to.
            return Result.refused(new Refused(Refused.Reason.ROTATION_UNDER_WAY, underWay.get()));
        }
        Guard isCurrent = Guard.by(stored -> AccessRules.regenerateOwn(stored, presented.handle(), clock.instant()));
        return rotate(key.tenant(), key.id(), RotationMode.NOW, caller.actor(), ids, isCurrent);
    }

    Result<IssuedKey> rotate(String tenant, UUID id, RotationMode mode, Actor actor, IdSource ids) {
        return rotate(tenant, id, mode, actor, ids, key -> null);
    }

    /** Rotates a key on behalf of a caller, which gets no more than its own. */
    Result<IssuedKey> rotate(String tenant, UUID id, RotationMode mode, Caller caller, IdSource ids) {
        return callers.present(caller)
                .flatMap(present -> rotate(
                        tenant, id, mode, caller.actor(), ids, Guard.by(key -> callers.mayReplace(present, key))));
    }

    /** Rotates a key if a check allows it. */
    Result<IssuedKey> rotate(String tenant, UUID id, RotationMode mode, Actor actor, IdSource ids, Guard guard) {
        // Checked before the slow hash, so that a refusal and a missing or dead key cost nothing. Checked again for the
        // version that is replaced.
        Optional<ApiKey> found = updates.find(tenant, id);
        if (found.isEmpty()) {
            return Result.of(Outcome.NOT_FOUND);
        }
        Result<ApiKey> unallowed = guard.check(found.get());
        if (unallowed != null) {
            return unallowed.notDone();
        }
        Result<IssuedKey> refused = OptimisticUpdate.refusal(
                found.get().by(actor, clock.instant()).rotation().check(mode));
        if (refused != null) {
            return refused;
        }
        Optional<NewSecret> made = newSecret(tenant, ids);
        if (made.isEmpty()) {
            return Result.overloaded(retryAfter);
        }
        Secret fresh = made.get().secret();
        Function<ApiKey, Transition> rotate = key -> key.secret(fresh.handle()).isPresent()
                ? new Transition.Unchanged(key)
                : key.by(actor, clock.instant()).rotation().begin(fresh, mode);
        Result<ApiKey> changed = updates.change(tenant, id, guard, rotate, ids.taken());
        // The handle may be that of another secret of the key, which an earlier request made.
        return changed.flatMap(key -> key.secret(fresh.handle())
                .filter(secret -> secret.hash().equals(fresh.hash()))
                .map(secret -> Result.done(announce(key, made.get())))
                .orElseGet(ids::taken));
    }

    /** Revokes a key that was seen expired, unless its expiry was postponed since. */
    private Result<ApiKey> endExpired(ApiKey expired, Actor actor) {
        return updates.change(expired.tenant(), expired.id(), key -> {
            Instant now = clock.instant();
            boolean still = key.status(now) == KeyStatus.EXPIRED;
            return still ? key.by(actor, now).revoke("expired and replaced") : new Transition.Unchanged(key);
        });
    }

    private Optional<NewSecret> newSecret(String tenant, IdSource ids) {
        RawKey raw = ids.rawKey(random, format);
        return secrets.generated(raw, ids.mark(), tenant, clock.instant()).map(secret -> new NewSecret(raw, secret));
    }

    private IssuedKey announce(ApiKey key, NewSecret made) {
        secrets.remember(made.raw(), made.secret());
        return new IssuedKey(key, made.raw());
    }

    private record NewSecret(RawKey raw, Secret secret) {}
}
