package dev.latchkey.internal.proof;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.hashing.Argon2Hasher;
import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.Secret;
import dev.latchkey.internal.proof.Proof.Overloaded;
import dev.latchkey.internal.proof.Proof.Right;
import dev.latchkey.internal.proof.Proof.Wrong;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The proof of possession of a raw key, with the cheapest question first: has this process verified exactly this
 * before? Is the screening tag right? Only then Argon2id computes, behind the gate. Safe for use by several threads.
 */
public final class Prover implements AutoCloseable {
    private final CredentialParser parser;
    private final Argon2Hasher hasher;
    private final Gate gate;
    private final ProofFingerprints fingerprints;
    private final Cache<String, Right> cache;
    private final ProofTimer timer;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Takes the parts.
     *
     * @param parser tells keys from garbage
     * @param hasher computes
     * @param gate bounds how much is computed at a time
     * @param fingerprints names what was verified
     * @param cached how many proofs are cached; 0 disables the cache
     * @param timer receives times
     */
    public Prover(
            CredentialParser parser,
            Argon2Hasher hasher,
            Gate gate,
            ProofFingerprints fingerprints,
            int cached,
            ProofTimer timer) {
        this.parser = parser;
        this.hasher = hasher;
        this.gate = gate;
        this.fingerprints = fingerprints;
        this.timer = timer;
        // On the caller's thread, so that the cache is never larger than its bound, not even briefly: 0 means 0.
        this.cache = Caffeine.newBuilder()
                .maximumSize(cached)
                .executor(Runnable::run)
                .build();
    }

    /**
     * A presented credential with the cached proof of its handle.
     *
     * @param raw the credential: surely a key if it equals the one that was verified
     * @param cachedProof the cached proof, good only for the hash that it was verified against; null if there is none
     * @param alreadyVerified whether it is the proof of this very credential
     */
    public record Recalled(RawKey raw, @Nullable Right cachedProof, boolean alreadyVerified) {
        /**
         * Tells whether this may be a guess: this process has not verified it, and it has not the shape of generated
         * keys, whose secrets are too long to be guessed.
         *
         * @return true if it may be a guess
         */
        public boolean mayBeGuess() {
            return !alreadyVerified && raw.prefix().isEmpty();
        }
    }

    /**
     * Parses a credential and looks up the cached proof of its handle.
     *
     * @param presented the text, of any content; null if none was sent
     * @return the credential; null if the text has no accepted shape
     */
    public @Nullable Recalled recall(@Nullable String presented) {
        RawKey unchecked = parser.parseUnchecked(presented);
        Recalled generated = unchecked == null ? null : recall(unchecked);
        if (generated != null && generated.alreadyVerified()) {
            // Most requests bring a verified key. What equals one is one, without another look at its characters.
            return generated;
        }
        RawKey raw = parser.parse(presented);
        if (raw == null) {
            return null;
        }
        // An imported key may look like a generated one with another handle, until its checksum is checked.
        Recalled found = generated != null && parser.isOwn(raw) ? generated : recall(raw);
        if (found.alreadyVerified() || parser.isOwn(raw) || !parser.hasOtherHandles()) {
            return found;
        }
        // It may have been verified as another lookup key finds it.
        return parser.asImportedByAll(presented).stream()
                .map(this::recall)
                .filter(Recalled::alreadyVerified)
                .findFirst()
                .orElse(found);
    }

    /**
     * Recalls a credential as the keys that it may be if there is no key of its handle: one of the generated format as
     * an imported key, which may have that format too, and an imported key as other lookup keys find it.
     *
     * @param credential the credential
     * @param presented the text that the client sent
     * @return the same text with other handles, to be looked up in this order; more than one if lookup keys are being
     *     replaced
     */
    public List<Recalled> alternatives(Recalled credential, @Nullable String presented) {
        boolean own = parser.isOwn(credential.raw());
        if (!own && !parser.hasOtherHandles()) {
            return List.of();
        }
        // The first was looked up already, or comes once more in the end.
        return parser.asImportedByAll(presented).stream()
                .skip(own ? 0 : 1)
                .map(this::recall)
                .toList();
    }

    private Recalled recall(RawKey raw) {
        Right cached = cache.getIfPresent(raw.handle());
        return new Recalled(raw, cached, cached != null && fingerprints.isOf(cached.fingerprint(), raw));
    }

    /**
     * Tells whether a text has the shape of a key.
     *
     * @param presented the text, of any content; null if none was sent
     * @return true if {@link #recall} would return a credential
     */
    public boolean recognizes(@Nullable String presented) {
        return parser.parse(presented) != null;
    }

    /**
     * Decides whether a credential is the raw key of a secret.
     *
     * @param recalled the credential
     * @param secret the stored secret with its handle
     * @return right, wrong or overloaded
     */
    public Proof prove(Recalled recalled, Secret secret) {
        long start = timer.now();
        RawKey raw = recalled.raw();
        Right known = recalled.cachedProof();
        if (known != null && known.fingerprint().storedHash().equals(secret.hash())) {
            if (recalled.alreadyVerified()) {
                timer.cached(start);
                return known;
            }
            // A hash has one raw key, and this process knows that it is another one.
            timer.screened(start);
            return Wrong.WRONG;
        }
        if (secret.tag() != null && !secret.tag().equals(ScreeningTag.of(raw))) {
            timer.screened(start);
            return Wrong.WRONG;
        }
        ProofFingerprint fingerprint = fingerprints.of(raw, secret);
        // Another request may have verified it while this one read its key.
        Right cached = cached(raw, fingerprint);
        if (cached != null) {
            timer.cached(start);
            return cached;
        }
        return behindGate(raw, secret, fingerprint);
    }

    private Proof behindGate(RawKey raw, Secret secret, ProofFingerprint fingerprint) {
        Object own = new Object();
        long start = timer.now();
        Optional<Verification> shared = gate.run(fingerprint, () -> verify(raw, secret, fingerprint, own));
        // Reported here and not on the gate's thread: a listener may want to know whose request this is.
        Verification mine =
                shared.filter(verification -> verification.owner() == own).orElse(null);
        timer.waited(start, mine == null ? timer.now() : mine.begunAt());
        if (mine != null && mine.computed()) {
            timer.verified(mine.begunAt(), mine.endedAt());
        }
        return shared.map(Verification::proof).orElseGet(Overloaded::new);
    }

    /**
     * A verification that the gate ran once for all requests that asked for it at the same time: for its owner and its
     * followers.
     *
     * @param proof the result
     * @param owner identifies the request that ran it
     * @param computed whether Argon2 was needed
     * @param begunAt when a place was free
     * @param endedAt when it was done
     */
    private record Verification(Proof proof, Object owner, boolean computed, long begunAt, long endedAt) {}

    private Verification verify(RawKey raw, Secret secret, ProofFingerprint fingerprint, Object owner) {
        long start = timer.now();
        // The previous owner may have finished between this request's last look and its turn.
        Right cached = cached(raw, fingerprint);
        if (cached != null) {
            return new Verification(cached, owner, false, start, start);
        }
        boolean matches = hasher.verify(raw, secret.hash());
        long end = timer.now();
        Proof proof = matches ? remember(raw, fingerprint) : Wrong.WRONG;
        return new Verification(proof, owner, true, start, end);
    }

    /**
     * Caches the proof of a secret that the caller has just made, so that its first use needs no Argon2.
     *
     * @param raw the raw key
     * @param secret the secret that was made for it
     */
    public void remember(RawKey raw, Secret secret) {
        remember(raw, fingerprints.of(raw, secret));
    }

    private Right remember(RawKey raw, ProofFingerprint fingerprint) {
        boolean upgradeDue = hasher.needsRehash(fingerprint.storedHash()) || parser.moved(raw) != null;
        Right right = new Right(fingerprint, upgradeDue);
        cache.put(fingerprint.handle(), right);
        if (closed.get()) {
            cache.invalidateAll();
        }
        return right;
    }

    /** Forgets all proofs, and caches none from now on. */
    @Override
    public void close() {
        closed.set(true);
        cache.invalidateAll();
    }

    private @Nullable Right cached(RawKey raw, ProofFingerprint fingerprint) {
        Right known = cache.getIfPresent(raw.handle());
        return known != null && known.fingerprint().equals(fingerprint) ? known : null;
    }

    /**
     * Hashes a new raw key.
     *
     * @param raw the raw key
     * @param data the associated data of its hash
     * @param tenant its tenant
     * @return its hash; empty if the gate is full
     */
    public Optional<String> hash(RawKey raw, String data, String tenant) {
        return gate.runForNewKey(tenant, () -> hasher.hash(raw, data));
    }

    /**
     * Hashes a key of which only the SHA-256 is known.
     *
     * @param sha256 the digest
     * @param tenant the tenant of the key
     * @return its hash; empty if the gate is full
     */
    public Optional<String> hashOfDigest(byte[] sha256, String tenant) {
        return gate.runForNewKey(tenant, () -> hasher.hashOfDigest(sha256));
    }

    /**
     * Computes a better hash of a verified raw key.
     *
     * @param raw the raw key
     * @param proof its proof
     * @return the hash; empty if the gate is busy
     */
    Optional<String> betterHash(RawKey raw, Right proof) {
        return gate.runIfIdle(() -> hasher.rehash(raw, proof.fingerprint().storedHash()));
    }
}
