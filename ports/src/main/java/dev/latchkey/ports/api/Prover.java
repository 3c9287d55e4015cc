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
import dev.latchkey.ports.spi.LatchkeyListener.Step;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Proves possession of a raw key, the cheapest question first: has this process proven exactly this before? Is the screening tag right? And only then
 * Argon2id, behind the gate. Safe for use by several threads.
 */
final class Prover {
    /** What came of a proof. */
    sealed interface Proof {}

    /**
     * Right.
     *
     * @param claim what was proven
     * @param betterDue whether the stored hash should be replaced and nobody is doing it; shared by all who are given this proof
     */
    record Right(Claim claim, AtomicBoolean betterDue) implements Proof {}

    /** Wrong. */
    record Wrong() implements Proof {}

    /** Not known: the gate is full. */
    record Overloaded() implements Proof {}

    private final Argon2Hasher hasher;
    private final HashingGate gate;
    private final Claims claims;
    private final Cache<String, Right> proven;
    private final Probe probe;

    Prover(Argon2Hasher hasher, HashingGate gate, Claims claims, int memory, Probe probe) {
        this.probe = probe;
        this.hasher = hasher;
        this.gate = gate;
        this.claims = claims;
        // On the caller's thread, so that nothing is remembered beyond the bound, not even for a moment: 0 means 0.
        this.proven = Caffeine.newBuilder()
                .maximumSize(memory)
                .executor(Runnable::run)
                .build();
    }

    /** What is remembered of exactly this text, whatever the hash it was proven against; null when nothing is. A text of which something is remembered is a key. */
    @Nullable Right recall(RawKey raw) {
        Right known = proven.getIfPresent(raw.handle());
        return known != null
                        && known.claim().equals(claims.of(raw, known.claim().storedHash()))
                ? known
                : null;
    }

    /**
     * Proves.
     *
     * @param recalled what {@link #recall} said; good only for the hash that it was proven against
     */
    Proof prove(RawKey raw, Secret secret, @Nullable Right recalled) {
        long start = probe.start();
        if (recalled != null && recalled.claim().storedHash().equals(secret.hash())) {
            probe.stepped(Step.PROOF_REMEMBERED, start);
            return recalled;
        }
        Claim claim = claims.of(raw, secret.hash());
        Right known = known(raw, claim);
        if (known != null) {
            probe.stepped(Step.PROOF_REMEMBERED, start);
            return known;
        }
        if (secret.tag() != null && !secret.tag().equals(ScreeningTag.of(raw))) {
            probe.stepped(Step.PROOF_SCREENED, start);
            return new Wrong();
        }
        return behindGate(raw, secret, claim);
    }

    private Proof behindGate(RawKey raw, Secret secret, Claim claim) {
        long start = probe.start();
        AtomicBoolean computed = new AtomicBoolean();
        Optional<Proof> proof = gate.run(claim, () -> {
            computed.set(true);
            probe.stepped(Step.GATE_WAIT, start);
            // Whoever flew before us may have landed between our first look and our take-off.
            Right landed = known(raw, claim);
            return landed == null ? verify(raw, secret, claim) : landed;
        });
        if (!computed.get()) {
            probe.stepped(Step.GATE_WAIT, start);
        }
        return proof.orElseGet(Overloaded::new);
    }

    /** The caller has just made this secret of this raw key, so its first use need not be computed again. */
    void remember(RawKey raw, Secret secret) {
        proven.put(raw.handle(), new Right(claims.of(raw, secret.hash()), new AtomicBoolean()));
    }

    /** Hashes a new raw key; empty when the gate is full. */
    Optional<String> hash(RawKey raw) {
        return gate.run(new Object(), () -> hasher.hash(raw));
    }

    /** Hashes a key of which only the SHA-256 is known; empty when the gate is full. */
    Optional<String> hashOfDigest(byte[] sha256) {
        return gate.run(new Object(), () -> hasher.hashOfDigest(sha256));
    }

    /**
     * A better hash of a proven raw key; empty when the stored one is good, somebody else is at it, or the machine has something better to do: then it stays
     * due. Who loses the race to store it says that it is due still.
     */
    Optional<String> betterHash(RawKey raw, Right proof) {
        AtomicBoolean due = proof.betterDue();
        if (!due.get() || !due.compareAndSet(true, false)) {
            return Optional.empty();
        }
        Optional<String> better = gate.runIfIdle(() -> hasher.hash(raw));
        due.set(better.isEmpty());
        return better;
    }

    private @Nullable Right known(RawKey raw, Claim claim) {
        Right known = proven.getIfPresent(raw.handle());
        return known != null && known.claim().equals(claim) ? known : null;
    }

    private Proof verify(RawKey raw, Secret secret, Claim claim) {
        long start = probe.start();
        boolean matches = hasher.verify(raw, secret.hash());
        probe.stepped(Step.ARGON2, start);
        if (!matches) {
            return new Wrong();
        }
        Right right = new Right(claim, new AtomicBoolean(hasher.needsRehash(secret.hash())));
        proven.put(raw.handle(), right);
        return right;
    }
}
