package dev.latchkey;

import dev.latchkey.Result.Outcome;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.NewKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.internal.proof.CredentialParser;
import dev.latchkey.internal.proof.SecretFactory;
import dev.latchkey.ports.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * The service that imports keys of another system, so that clients keep the strings they have. Safe for use by several
 * threads. Throws the exceptions of {@link ApiKeys}.
 */
@CheckReturnValue
public final class KeyImports {
    private final KeyStore store;
    private final CredentialParser parser;
    private final SecretGenerator random;
    private final SecretFactory secrets;
    private final IssuancePolicy policy;
    private final Clock clock;
    private final Duration retryAfter;

    KeyImports(
            KeyStore store,
            CredentialParser parser,
            SecretGenerator random,
            SecretFactory secrets,
            IssuancePolicy policy,
            Clock clock,
            Duration retryAfter) {
        this.store = store;
        this.parser = parser;
        this.random = random;
        this.secrets = secrets;
        this.policy = policy;
        this.clock = clock;
        this.retryAfter = retryAfter;
    }

    /**
     * Imports a key whose characters are known. Of a key with fewer than 24 characters nothing is stored in clear, and
     * one with fewer than 20 is imported only with {@link ImportedKeys#allowShort()}.
     *
     * @param spec the specification of the key
     * @param rawKey what its client sends: a key of the configured format, or, with
     *     {@link LatchkeyBuilder#importedKeys}, any 8 to 512 visible ASCII characters
     * @param actor the operator
     * @return the key; or already imported, slot taken or overloaded
     * @throws InvalidValueException if no key can look like this, or a value is out of the model's bounds
     */
    public Result<ApiKey> importKey(KeySpec spec, String rawKey, Actor actor) {
        ConfiguredKeys.checkNotOneOfTheirs(spec.slot());
        return importAnywhere(spec, rawKey, actor);
    }

    /** Imports a key, also into a slot of the configuration. */
    Result<ApiKey> importAnywhere(KeySpec spec, String rawKey, Actor actor) {
        RawKey raw = parser.parse(rawKey);
        if (raw == null) {
            throw new InvalidValueException("rawKey", "must have the shape of a key that this host recognizes");
        }
        ImportedKeys imported = parser.imported();
        if (imported != null) {
            imported.checkLength(raw);
        }
        // A key of the configured format may have been imported by its digest, which does not tell the format. Any key
        // may have been imported with another lookup key.
        if (imported != null && imported.parseAll(rawKey).stream().anyMatch(key -> isThere(key.handle()))) {
            return Result.of(Outcome.ALREADY_IMPORTED);
        }
        return add(spec, raw.handle(), now -> secrets.imported(raw, spec.tenant(), now), actor);
    }

    /**
     * Imports a key of which only the SHA-256 is known, as systems that store fast hashes have it. Stores the Argon2id
     * hash of that digest. The first proof replaces it by a hash of the key itself.
     *
     * @param spec the specification of the key
     * @param sha256 the 32 bytes of the SHA-256 of the key's characters
     * @param lastFour the key's last four characters, for lists; empty where they are not known, or the key has fewer
     *     than 24 characters, for they are stored in clear
     * @param actor who imports it
     * @return as {@link #importKey}
     * @throws InvalidValueException if this host was built without {@link LatchkeyBuilder#importedKeys}, or the digest
     *     or the last four have another length or hold control characters
     */
    public Result<ApiKey> importDigest(KeySpec spec, byte[] sha256, String lastFour, Actor actor) {
        ConfiguredKeys.checkNotOneOfTheirs(spec.slot());
        return importDigestAnywhere(spec, sha256, lastFour, actor);
    }

    /** Imports a digest, also into a slot of the configuration. */
    Result<ApiKey> importDigestAnywhere(KeySpec spec, byte[] sha256, String lastFour, Actor actor) {
        ImportedKeys imported = parser.imported();
        if (imported == null) {
            throw new InvalidValueException("importedKeys", "must be configured to import digests");
        }
        // The last four of a raw key are what its shape allows; these are whatever an old table held.
        if (!lastFour.isEmpty()) {
            Checks.text("lastFour", lastFour, 4);
        }
        String handle = imported.handle(sha256);
        if (imported.handles(sha256).stream().anyMatch(this::isThere)) {
            return Result.of(Outcome.ALREADY_IMPORTED);
        }
        return add(spec, handle, now -> secrets.importedDigest(handle, sha256, lastFour, spec.tenant(), now), actor);
    }

    private Result<ApiKey> add(KeySpec given, String handle, Function<Instant, Optional<Secret>> slowly, Actor actor) {
        // All before the slow hash. First whether it is there: an import of many keys that broke off is run again from
        // its start, and the policy may be another one by then.
        if (isThere(handle)) {
            return Result.of(Outcome.ALREADY_IMPORTED);
        }
        KeySpec spec = policy.admit(given, actor);
        if (KeyIssuer.isHeld(store, spec)) {
            return Result.of(Outcome.SLOT_TAKEN);
        }
        if (policy.isFull(spec)) {
            return Result.of(Outcome.TOO_MANY_KEYS);
        }
        Instant now = clock.instant();
        KeyChange.checkExpiry(spec.expiresAt(), now);
        Optional<Secret> secret = slowly.apply(now);
        if (secret.isEmpty()) {
            return Result.overloaded(retryAfter);
        }
        Changed first = NewKey.issue(random.id(), spec, secret.get(), AuditAction.IMPORTED, actor, now);
        return switch (store.insert(first.next(), first.event()).value()) {
            case INSERTED ->
                new OptimisticUpdate(store)
                        .unlessTenantEnded(first.next(), actor, clock)
                        .flatMap(key -> policy.keep(key, actor));
            case TENANT_ENDED -> Result.of(Outcome.TENANT_ENDED);
            case HANDLE_TAKEN -> Result.of(Outcome.ALREADY_IMPORTED);
            // When both are taken, a store may name either.
            case SLOT_TAKEN -> isThere(handle) ? Result.of(Outcome.ALREADY_IMPORTED) : Result.of(Outcome.SLOT_TAKEN);
        };
    }

    private boolean isThere(String handle) {
        return store.findByHandle(handle).value().isPresent();
    }
}
