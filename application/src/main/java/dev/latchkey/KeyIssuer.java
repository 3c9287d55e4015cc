package dev.latchkey;

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
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.SecretStatus;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Hands out raw keys: of new keys, and of keys that get a new secret. Safe for use by several threads. */
final class KeyIssuer {
    private static final int ATTEMPTS = 8;

    private final KeyStore store;
    private final KeyWriter writer;
    private final KeyFormat format;
    private final SecretGenerator random;
    private final SecretMaker secrets;
    private final Prover prover;
    private final Clock clock;
    private final Duration retryAfter;

    KeyIssuer(
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

    Result<IssuedKey> issue(KeySpec spec, Actor actor, Naming naming) {
        return issue(spec, actor, naming, null);
    }

    /** Issues a key. An expired one that is still in its slot is revoked, but not before the new one is ready to take its place. */
    private Result<IssuedKey> issue(KeySpec spec, Actor actor, Naming naming, @Nullable ApiKey expired) {
        // Asked before the slow hash; and again after it, for time goes on.
        KeyChange.checkExpiry(spec.expiresAt(), clock.instant());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<NewSecret> made = newSecret(spec.tenant(), naming);
            if (made.isEmpty()) {
                return Result.overloaded(retryAfter);
            }
            UUID id = naming.id(random);
            Changed first = KeyChange.issue(id, spec, made.get().secret(), AuditAction.ISSUED, actor, clock.instant());
            if (expired != null && endExpired(expired, actor).outcome() == Result.Outcome.CONTENDED) {
                return Result.contended();
            }
            Insertion insertion = store.insert(first.next(), first.event());
            if (insertion == Insertion.INSERTED) {
                return Result.done(announce(first.next(), made.get()));
            }
            if (insertion == Insertion.SLOT_TAKEN) {
                return Result.slotTaken();
            }
            if (naming.handle() != null) {
                break;
            }
        }
        return naming.taken();
    }

    /** Gives the slot a new secret, whatever is there. A caller, where there is one, gets no more than its own. */
    Result<IssuedKey> regenerate(KeySpec spec, Actor actor, @Nullable Caller caller, Naming naming) {
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
                Result<IssuedKey> rotated =
                        rotate(spec.tenant(), found.get().id(), Duration.ZERO, actor, naming, mayHave);
                boolean died =
                        rotated.outcome() == Result.Outcome.DEAD || rotated.outcome() == Result.Outcome.NOT_FOUND;
                if (!died) {
                    return rotated;
                }
                continue;
            }
            Refusal refusal = caller == null ? null : AccessRules.issue(caller, spec);
            if (refusal != null) {
                return Result.forbidden(refusal);
            }
            Result<IssuedKey> issued = issue(spec, actor, naming, found.orElse(null));
            if (issued.outcome() != Result.Outcome.SLOT_TAKEN) {
                return issued;
            }
        }
        return Result.contended();
    }

    Result<IssuedKey> regenerateOwn(Caller caller, Naming naming) {
        ApiKey key = caller.key();
        Secret presented = caller.secret();
        if (key == null || presented == null) {
            return Result.notFound();
        }
        KeyWriter.Guard stillInForce = stored -> {
            Optional<Secret> secret = stored.secret(presented.handle());
            boolean inForce = secret.isPresent() && secret.get().status(clock.instant()) != SecretStatus.RETIRED;
            // A revocation retires every secret, but that the key is dead says more.
            return inForce || stored.revocation() != null ? null : Refusal.RETIRED;
        };
        return rotate(key.tenant(), key.id(), Duration.ZERO, caller.actor(), naming, stillInForce);
    }

    Result<IssuedKey> rotate(String tenant, UUID id, Duration overlap, Actor actor, Naming naming) {
        return rotate(tenant, id, overlap, actor, naming, key -> null);
    }

    private Result<IssuedKey> rotate(
            String tenant, UUID id, Duration overlap, Actor actor, Naming naming, KeyWriter.Guard guard) {
        // Asked once before the slow hash, so that who may not, or what is not there or dead, costs nothing;
        // and again for the version that is replaced.
        Optional<ApiKey> found = writer.find(tenant, id);
        if (found.isEmpty()) {
            return Result.notFound();
        }
        Refusal refusal = guard.check(found.get());
        if (refusal != null) {
            return Result.forbidden(refusal);
        }
        KeyStatus status = found.get().status(clock.instant());
        if (status == KeyStatus.REVOKED || status == KeyStatus.EXPIRED) {
            return Result.dead(status);
        }
        Optional<NewSecret> made = newSecret(tenant, naming);
        if (made.isEmpty()) {
            return Result.overloaded(retryAfter);
        }
        Secret fresh = made.get().secret();
        AtomicLong tried = new AtomicLong();
        Result<ApiKey> changed = writer.change(tenant, id, guard, key -> {
            // A version that could not be replaced and is there still: another key has the handle, or had it.
            boolean taken = tried.getAndSet(key.version()) == key.version()
                    || key.secret(fresh.handle()).isPresent();
            return taken
                    ? new Transition.Unchanged(key)
                    : key.by(actor, clock.instant()).rotate(fresh, overlap);
        });
        if (changed.isDone() && !changed.value().secrets().contains(fresh)) {
            return naming.taken();
        }
        return changed.map(key -> announce(key, made.get()));
    }

    /** Revokes a key that was seen expired, unless its expiry was put off since. */
    private Result<ApiKey> endExpired(ApiKey expired, Actor actor) {
        return writer.change(expired.tenant(), expired.id(), key -> {
            Instant now = clock.instant();
            boolean still = key.status(now) == KeyStatus.EXPIRED;
            return still ? key.by(actor, now).revoke("expired and replaced") : new Transition.Unchanged(key);
        });
    }

    private Optional<NewSecret> newSecret(String tenant, Naming naming) {
        RawKey raw = naming.rawKey(random, format);
        return secrets.make(raw, tenant, clock.instant()).map(secret -> new NewSecret(raw, secret));
    }

    private IssuedKey announce(ApiKey key, NewSecret made) {
        prover.remember(made.raw(), made.secret());
        return new IssuedKey(key, made.raw());
    }

    private record NewSecret(RawKey raw, Secret secret) {}
}
