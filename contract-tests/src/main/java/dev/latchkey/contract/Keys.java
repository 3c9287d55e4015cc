package dev.latchkey.contract;

import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import java.time.Instant;
import java.util.UUID;

/**
 * Valid keys for tests, in microseconds: each secret has its own random handle, but all have the same hash, which nothing matches, so that no test of a
 * store waits for Argon2. What comes out has passed the same pure functions as real keys have.
 */
public final class Keys {
    /** When tests begin. */
    public static final Instant T0 = Instant.parse("2030-01-31T12:00:00Z");

    /** Who acts in tests. */
    public static final Actor ACTOR = Actor.user("tester");

    /** The tenant of {@link #spec()}. */
    public static final String TENANT = "acme";

    /** A well-formed Argon2id hash of nothing that anybody knows. */
    public static final String HASH =
            "$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw" + "$mZiXlpWUk5KRkI+OjYyLiomIh4aFhIOCgYB/fn18e3o";

    private static final SecretGenerator RANDOM = new SecretGenerator();
    private static final KeyFormat FORMAT = KeyFormat.of("test_");

    private Keys() {}

    /**
     * A key of {@link #TENANT} for the whole tenant, without a slot, limits or expiry.
     *
     * @return the specification, to be refined
     */
    public static KeySpec spec() {
        return KeySpec.of(TENANT, Scope.tenant(), "a key");
    }

    /**
     * A secret with a random handle.
     *
     * @return a current secret, made at {@link #T0}
     */
    public static Secret secret() {
        RawKey raw = RANDOM.rawKey(FORMAT);
        return new Secret(raw.handle(), raw.prefix(), raw.lastFour(), HASH, ScreeningTag.of(raw), null, T0, null);
    }

    /**
     * A secret with a given handle.
     *
     * @param handle 8 to 22 base62 characters
     * @return a current secret, made at {@link #T0}
     */
    public static Secret secret(String handle) {
        return new Secret(handle, FORMAT.prefix(), "last", HASH, null, null, T0, null);
    }

    /**
     * A new id.
     *
     * @return a random one
     */
    public static UUID id() {
        return RANDOM.id();
    }

    /**
     * A new key with a random id and handle.
     *
     * @param spec what it is to be
     * @param at when it is issued
     * @return the key at version 1 and its event
     */
    public static Changed issue(KeySpec spec, Instant at) {
        return issue(id(), spec, secret(), at);
    }

    /**
     * A new key.
     *
     * @param id its id
     * @param spec what it is to be
     * @param secret its secret
     * @param at when it is issued
     * @return the key at version 1 and its event
     */
    public static Changed issue(UUID id, KeySpec spec, Secret secret, Instant at) {
        return KeyChange.issue(id, spec, secret, AuditAction.ISSUED, ACTOR, at);
    }

    /**
     * What came of asking for a change that must be possible.
     *
     * @param transition the answer
     * @return the next version and its event
     * @throws AssertionError when there is none
     */
    public static Changed changed(Transition transition) {
        if (transition instanceof Changed changed) {
            return changed;
        }
        throw new AssertionError("the fixture asked for a change that is none: " + transition);
    }
}
