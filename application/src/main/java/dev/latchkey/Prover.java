package dev.latchkey;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.latchkey.LatchkeyListener.Step;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.hashing.Argon2Hasher;
import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.Secret;
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
     * @param fingerprint what was proven
     * @param betterDue whether the stored hash should be replaced and nobody is doing it; shared by all who are given this proof
     */
    record Right(ProofFingerprint fingerprint, AtomicBoolean betterDue) implements Proof {}

    /** Wrong. */
    enum Wrong implements Proof {
        WRONG
    }

    /** Not known: the gate is full. */
    record Overloaded() implements Proof {}

    private final Argon2Hasher hasher;
    private final HashingGate gate;
    private final ProofFingerprints fingerprints;
    private final Cache<String, Right> proven;
    private final ListenerNotifier notifier;

    Prover(
            Argon2Hasher hasher,
            HashingGate gate,
            ProofFingerprints fingerprints,
            int memory,
            ListenerNotifier notifier) {
        this.notifier = notifier;
        this.hasher = hasher;
        this.gate = gate;
        this.fingerprints = fingerprints;
        // On the caller's thread, so that nothing is remembered beyond the bound, not even for a moment: 0 means 0.
        this.proven = Caffeine.newBuilder()
                .maximumSize(memory)
                .executor(Runnable::run)
                .build();
    }

    /**
     * A text with what is remembered of its handle.
     *
     * @param raw the text: surely a key when it is the same as what was proven
     * @param known what was proven, good only for the hash that it was proven against; null when nothing was
     * @param same whether that was this very text
     */
    record Recalled(RawKey raw, @Nullable Right known, boolean same) {}

    /** Looks what is remembered of a text's handle, whatever the hash it was proven against. */
    Recalled recall(RawKey raw) {
        Right known = proven.getIfPresent(raw.handle());
        return new Recalled(raw, known, known != null && fingerprints.isOf(known.fingerprint(), raw));
    }

    /** Proves that a text is the raw key of a secret, or not. */
    Proof prove(Recalled recalled, Secret secret) {
        long start = notifier.start();
        RawKey raw = recalled.raw();
        Right known = recalled.known();
        if (known != null && known.fingerprint().storedHash().equals(secret.hash())) {
            if (recalled.same()) {
                notifier.stepped(Step.PROOF_REMEMBERED, start);
                return known;
            }
            // A hash has one raw key, and that is another one.
            notifier.stepped(Step.PROOF_SCREENED, start);
            return Wrong.WRONG;
        }
        if (secret.tag() != null && !secret.tag().equals(ScreeningTag.of(raw))) {
            notifier.stepped(Step.PROOF_SCREENED, start);
            return Wrong.WRONG;
        }
        ProofFingerprint fingerprint = fingerprints.of(raw, secret.hash());
        // Others may have proven it while this request read its key.
        Right landed = known(raw, fingerprint);
        if (landed != null) {
            notifier.stepped(Step.PROOF_REMEMBERED, start);
            return landed;
        }
        return behindGate(raw, secret, fingerprint);
    }

    private Proof behindGate(RawKey raw, Secret secret, ProofFingerprint fingerprint) {
        Object own = new Object();
        long start = notifier.start();
        Optional<Landing> landing = gate.run(fingerprint, () -> fly(raw, secret, fingerprint, own));
        // Told here and not on the gate's thread: a listener may want to know whose request this is.
        Landing mine = landing.filter(landed -> landed.flier() == own).orElse(null);
        notifier.stepped(Step.GATE_WAIT, start, mine == null ? notifier.start() : mine.begunAt());
        if (mine != null && mine.verified()) {
            notifier.stepped(Step.ARGON2, mine.begunAt(), mine.endedAt());
        }
        return landing.map(Landing::proof).orElseGet(Overloaded::new);
    }

    /**
     * What the gate computed, once for all who asked it at the same time.
     *
     * @param proof what came of it
     * @param flier who computed it
     * @param verified whether Argon2 was needed
     * @param begunAt when a place was free
     * @param endedAt when it was done
     */
    private record Landing(Proof proof, Object flier, boolean verified, long begunAt, long endedAt) {}

    private Landing fly(RawKey raw, Secret secret, ProofFingerprint fingerprint, Object flier) {
        long start = notifier.start();
        // Whoever flew before us may have landed between our last look and our take-off.
        Right landed = known(raw, fingerprint);
        if (landed != null) {
            return new Landing(landed, flier, false, start, start);
        }
        boolean matches = hasher.verify(raw, secret.hash());
        long end = notifier.start();
        Proof proof = matches ? remember(raw, fingerprint, hasher.needsRehash(secret.hash())) : Wrong.WRONG;
        return new Landing(proof, flier, true, start, end);
    }

    /** The caller has just made this secret of this raw key, so its first use need not be computed again. */
    void remember(RawKey raw, Secret secret) {
        remember(raw, fingerprints.of(raw, secret.hash()), false);
    }

    private Right remember(RawKey raw, ProofFingerprint fingerprint, boolean betterDue) {
        Right right = new Right(fingerprint, new AtomicBoolean(betterDue));
        proven.put(raw.handle(), right);
        return right;
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

    private @Nullable Right known(RawKey raw, ProofFingerprint fingerprint) {
        Right known = proven.getIfPresent(raw.handle());
        return known != null && known.fingerprint().equals(fingerprint) ? known : null;
    }
}
