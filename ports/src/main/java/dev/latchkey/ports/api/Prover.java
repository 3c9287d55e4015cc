package dev.latchkey.ports.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.hashing.Argon2Hasher;
import dev.latchkey.core.hashing.Claim;
import dev.latchkey.core.hashing.Claims;
import dev.latchkey.core.hashing.HashingGate;
import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.Secret;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Proves possession of a raw key, the cheapest question first: has this process proven exactly this before? Is the screening tag right? And only then
 * Argon2id, behind the gate. Safe for use by several threads.
 */
final class Prover {
    /** What came of a proof. */
    enum Proof {
        /** Right, and remembered from before. */
        KNOWN,
        /** Right, and computed just now by this caller. */
        COMPUTED,
        /** Wrong. */
        WRONG,
        /** Not known: the gate is full. */
        OVERLOADED
    }

    private final Argon2Hasher hasher;
    private final HashingGate gate;
    private final Claims claims;
    private final Cache<String, Claim> proven;

    Prover(Argon2Hasher hasher, HashingGate gate, Claims claims, int memory) {
        this.hasher = hasher;
        this.gate = gate;
        this.claims = claims;
        // On the caller's thread, so that nothing is remembered beyond the bound, not even for a moment: 0 means 0.
        this.proven = Caffeine.newBuilder()
                .maximumSize(memory)
                .executor(Runnable::run)
                .build();
    }

    Proof prove(RawKey raw, Secret secret) {
        Claim claim = claims.of(raw, secret.hash());
        if (isKnown(raw, claim)) {
            return Proof.KNOWN;
        }
        if (secret.tag() != null && !secret.tag().equals(ScreeningTag.of(raw))) {
            return Proof.WRONG;
        }
        AtomicBoolean computed = new AtomicBoolean();
        Optional<Boolean> right = gate.run(claim, () -> {
            // Whoever flew before us may have landed between our first look and our take-off.
            if (isKnown(raw, claim)) {
                return true;
            }
            computed.set(true);
            return verify(raw, secret, claim);
        });
        if (right.isEmpty()) {
            return Proof.OVERLOADED;
        }
        if (!right.get()) {
            return Proof.WRONG;
        }
        return computed.get() ? Proof.COMPUTED : Proof.KNOWN;
    }

    /** The caller has just made this secret of this raw key, so its first use need not be computed again. */
    void remember(RawKey raw, Secret secret) {
        proven.put(raw.handle(), claims.of(raw, secret.hash()));
    }

    /** Hashes a new raw key; empty when the gate is full. */
    Optional<String> hash(RawKey raw) {
        return gate.run(new Object(), () -> hasher.hash(raw));
    }

    /** Hashes a key of which only the SHA-256 is known; empty when the gate is full. */
    Optional<String> hashOfDigest(byte[] sha256) {
        return gate.run(new Object(), () -> hasher.hashOfDigest(sha256));
    }

    /** A better hash of a proven raw key; empty when the stored one is good, or the machine has something better to do. */
    Optional<String> betterHash(RawKey raw, Secret secret) {
        return hasher.needsRehash(secret.hash()) ? gate.runIfIdle(() -> hasher.hash(raw)) : Optional.empty();
    }

    private boolean isKnown(RawKey raw, Claim claim) {
        Claim known = proven.getIfPresent(raw.handle());
        return known != null && known.equals(claim);
    }

    private boolean verify(RawKey raw, Secret secret, Claim claim) {
        boolean right = hasher.verify(raw, secret.hash());
        if (right) {
            proven.put(raw.handle(), claim);
        }
        return right;
    }
}
