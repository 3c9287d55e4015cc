package dev.latchkey;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.hashing.Argon2Hasher;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.hashing.Peppers;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.ScopeMeaning;
import dev.latchkey.core.sealing.Sealer;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.RateLimiter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The door: everything a host calls, made by {@link #builder()}. One per store and process.
 *
 * <p>It has one daemon thread, which writes buffered uses and refused attempts, beside those that its {@link HashingGate} has while it computes. {@link #close()} writes what is left; what a killed process had not written yet, at
 * most one interval's worth of last uses and refused attempts, is lost, changes of keys never. Safe for use by several threads.
 */
public final class Latchkey implements AutoCloseable {
    private final Clock clock;
    private final @Nullable RecordCache cache;
    private final Authenticator authenticator;
    private final Authenticator strictAuthenticator;
    private final ApiKeys keys;
    private final IdempotentKeys idempotentKeys;
    private final SealedKeys sealedKeys;
    private final KeyImports imports;
    private final UsageBuffer usage;
    private final AccessEventBuffer attempts;
    private final ScheduledExecutorService flusher;
    private final ScheduledFuture<?> flushing;

    private Latchkey(Builder builder, KeyStore database, KeyFormat format) {
        this.clock = new MillisecondClock(builder.clock);
        ListenerNotifier notifier = new ListenerNotifier(builder.listener, clock);
        SecretGenerator random = new SecretGenerator();
        CredentialParser parser = new CredentialParser(format, builder.importedKeys);
        Sealer sealer = builder.sealing == null ? null : new Sealer(builder.sealing, random);
        Prover prover = new Prover(
                new Argon2Hasher(builder.argon2, builder.peppers, random),
                builder.gate(),
                new ProofFingerprints(random),
                builder.provenKeys,
                notifier);
        SecretFactory secrets = new SecretFactory(prover, sealer);
        this.cache = builder.changeFeed == null
                ? null
                : new RecordCache(database, builder.changeFeed, builder.cacheLimits, Ticker.systemTicker(), notifier);
        KeyStore store = cache == null ? database : cache;
        this.usage = new UsageBuffer(store, notifier);
        this.attempts = new AccessEventBuffer(builder.auditSink, notifier);
        Throttle throttle = new Throttle(builder.rateLimits, builder.failedAttempts, clock, notifier);
        Function<HandleLookup, Authenticator> reading = source -> new Authenticator(
                source,
                store,
                parser,
                prover,
                builder.scopeMeaning,
                throttle,
                usage,
                attempts,
                clock,
                builder.retryAfter,
                notifier);
        this.authenticator = reading.apply(store::findByHandle);
        HandleLookup strict = cache == null ? store::findByHandle : cache::findByHandleInStore;
        this.strictAuthenticator = cache == null ? authenticator : reading.apply(strict);
        KeyIssuer issuer = new KeyIssuer(store, format, random, secrets, prover, clock, builder.retryAfter);
        this.keys = new ApiKeys(store, issuer, clock);
        this.sealedKeys = new SealedKeys(sealer, store, builder.auditSink, clock);
        this.idempotentKeys = new IdempotentKeys(strict, issuer, sealedKeys, clock);
        this.imports = new KeyImports(store, parser, random, secrets, prover, clock, builder.retryAfter);
        this.flusher = builder.flusher.get();
        long millis = builder.flushEvery.toMillis();
        this.flushing = flusher.scheduleWithFixedDelay(this::flush, millis, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Begins to configure. A store and a key format are needed; everything else has a safe default.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Answers requests.
     *
     * @return the authenticator
     */
    public Authenticator authenticator() {
        return authenticator;
    }

    /**
     * Answers requests by what the store says now, whatever {@link Builder#recordCache} remembers: for what must not be served a moment after a revocation on another node.
     * Without a record cache it is {@link #authenticator()}.
     *
     * @return the authenticator
     */
    public Authenticator strictAuthenticator() {
        return strictAuthenticator;
    }

    /**
     * Manages keys.
     *
     * @return the keys
     */
    public ApiKeys keys() {
        return keys;
    }

    /**
     * Issues and regenerates keys for requests that may be sent again.
     *
     * @return the keys
     */
    public IdempotentKeys idempotentKeys() {
        return idempotentKeys;
    }

    /**
     * Shows raw keys again, where sealed copies are kept.
     *
     * @return the sealed keys
     */
    public SealedKeys sealedKeys() {
        return sealedKeys;
    }

    /**
     * Brings along keys of an older system.
     *
     * @return the imports
     */
    public KeyImports imports() {
        return imports;
    }

    /**
     * Returns the clock by which keys live and die, for adapters that must ask what is alive now.
     *
     * @return the configured clock, in milliseconds
     */
    public Clock clock() {
        return clock;
    }

    /** Writes buffered uses and refused attempts now. What cannot be written is kept for the next time and logged. */
    public void flush() {
        usage.flush();
        attempts.flush();
    }

    /** Stops the thread and writes what is buffered. The store is the host's and stays open. */
    @Override
    public void close() {
        flushing.cancel(false);
        flusher.shutdown();
        if (cache != null) {
            cache.close();
        }
        flush();
    }

    private static ScheduledExecutorService newFlusher() {
        return new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "latchkey-flush");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Configures a {@link Latchkey}. Not safe for use by several threads. */
    public static final class Builder {
        private static final Duration DAY = Duration.ofDays(1);

        private @Nullable KeyStore store;
        private @Nullable KeyFormat keyFormat;
        private Clock clock = Clock.systemUTC();
        private Argon2Parameters argon2 = Argon2Parameters.DEFAULT;
        private Peppers peppers = Peppers.NONE;
        private @Nullable SealingKeys sealing;
        private @Nullable ImportedKeys importedKeys;
        private ScopeMeaning scopeMeaning = ScopeMeaning.EXCLUSIVE;
        private @Nullable HashingGate gate;
        private int provenKeys = 100_000;
        private @Nullable RateLimits rateLimits;
        private Throttle.@Nullable Attempts failedAttempts;
        private @Nullable ChangeFeed changeFeed;
        private RecordCache.CacheLimits cacheLimits = new RecordCache.CacheLimits(0, Duration.ZERO, Duration.ZERO);
        private AuditSink auditSink = new LoggingAuditSink();
        private @Nullable LatchkeyListener listener;
        private Duration flushEvery = Duration.ofSeconds(10);
        private Duration retryAfter = Duration.ofSeconds(1);
        private Supplier<ScheduledExecutorService> flusher = Latchkey::newFlusher;

        private Builder() {}

        /**
         * Where keys are kept. Needed.
         *
         * @param value an adapter's store
         * @return this
         */
        public Builder store(KeyStore value) {
            this.store = value;
            return this;
        }

        /**
         * How raw keys look. Needed.
         *
         * @param value the format
         * @return this
         */
        public Builder keyFormat(KeyFormat value) {
            this.keyFormat = value;
            return this;
        }

        /**
         * The clock of every instant. The system's unless told.
         *
         * @param value a clock, in tests one of the test's own
         * @return this
         */
        public Builder clock(Clock value) {
            this.clock = value;
            return this;
        }

        /**
         * The cost of new hashes. {@link Argon2Parameters#DEFAULT} unless told; raised costs reach old hashes when their keys are next proven.
         *
         * @param value the parameters
         * @return this
         */
        public Builder argon2(Argon2Parameters value) {
            this.argon2 = value;
            return this;
        }

        /**
         * Secrets of the host that enter every hash. None unless told.
         *
         * @param value the peppers
         * @return this
         */
        public Builder peppers(Peppers value) {
            this.peppers = value;
            return this;
        }

        /**
         * Keeps a sealed copy of every new raw key, so that it can be shown again. Not done unless told: without it nobody, the host included, can show a key twice.
         *
         * @param value the sealing keys
         * @return this
         */
        public Builder sealing(SealingKeys value) {
            this.sealing = value;
            return this;
        }

        /**
         * Accepts keys of other shapes that were brought in by {@link Latchkey#imports()}. Not done unless told; then whatever looks like no key of the format costs a look-up.
         *
         * @param value how they are found
         * @return this
         */
        public Builder importedKeys(ImportedKeys value) {
            this.importedKeys = value;
            return this;
        }

        /**
         * What a tenant's key may do to the tenant's resources. {@link ScopeMeaning#EXCLUSIVE}, the narrower one, unless told.
         *
         * @param value the meaning
         * @return this
         */
        public Builder scopeMeaning(ScopeMeaning value) {
            this.scopeMeaning = value;
            return this;
        }

        /**
         * The gate in front of Argon2. {@link HashingGate#forThisMachine} unless told: a computation per processor if a quarter of the maximum heap would hold them, 256 waiting, for 5 seconds at most.
         *
         * @param value the gate; one may serve several instances
         * @return this
         */
        public Builder hashingGate(HashingGate value) {
            this.gate = value;
            return this;
        }

        /**
         * How many proven keys are remembered, so that they need no Argon2 again in this process. 100,000 unless told.
         *
         * @param count 0 for none
         * @return this
         */
        public Builder provenKeys(int count) {
            this.provenKeys = count;
            return this;
        }

        /**
         * Limits the rate of requests, by key, by tenant or as the host likes. Not done unless told; a key's own limits bound nothing then either.
         *
         * @param value the limits
         * @return this
         */
        public Builder rateLimits(RateLimits value) {
            this.rateLimits = value;
            return this;
        }

        /**
         * Limits attempts that prove nothing: garbage, unknown keys, wrong secrets. What is over the limit is answered by {@link Verdict.Outcome#TOO_MANY_ATTEMPTS} instead of a
         * refusal; the right secret is accepted all the while, whoever else tries from the same address or at the same key. Not done unless told.
         *
         * @param limiter counts them; best one in this process and of its own, for a flood should cost no database anything and displace no other bucket
         * @param perAddress how many from one IPv4 address, or one /64 of IPv6
         * @param perHandle how many wrong secrets at one key
         * @return this
         */
        public Builder failedAttempts(RateLimiter limiter, RateLimit perAddress, RateLimit perHandle) {
            this.failedAttempts = new Throttle.Attempts(limiter, List.of(perAddress), List.of(perHandle));
            return this;
        }

        /**
         * Remembers keys that were found, so that most requests need no read. Not done unless told.
         *
         * <p>What this node changes is in force at once. What another node changes is in force here as soon as the feed tells it; a feed that is interrupted ends
         * the remembering until it is resumed; and nothing is remembered for longer than the maximum age, which is therefore how long a revocation on another node can stay unseen if the
         * feed fails without noticing. That there is no key of a handle is remembered for a second at most.
         *
         * @param feed tells of changes by any node
         * @param maxKeys how many keys are remembered, at least 1
         * @param maxAge for how long at most, at least one millisecond
         * @return this
         */
        public Builder recordCache(ChangeFeed feed, int maxKeys, Duration maxAge) {
            Checks.that(maxKeys >= 1, "maxKeys", "must be at least 1");
            Checks.that(maxAge.toMillis() >= 1, "maxAge", "must be at least one millisecond");
            this.changeFeed = feed;
            this.cacheLimits = RecordCache.CacheLimits.of(maxKeys, maxAge);
            return this;
        }

        /**
         * Takes refused attempts and revealed keys. The logger {@code dev.latchkey.audit} unless told.
         *
         * @param value the sink
         * @return this
         */
        public Builder auditSink(AuditSink value) {
            this.auditSink = value;
            return this;
        }

        /**
         * Counts and times what happens. Nobody unless told; then no time is taken.
         *
         * @param value the listener
         * @return this
         */
        public Builder listener(LatchkeyListener value) {
            this.listener = value;
            return this;
        }

        /**
         * How often buffered uses and refused attempts are written. 10 seconds unless told.
         *
         * @param interval one millisecond to one day
         * @return this
         */
        public Builder flushEvery(Duration interval) {
            this.flushEvery = interval;
            return this;
        }

        /**
         * What clients are told to wait when hashing or the store has no answer. 1 second unless told.
         *
         * @param delay zero to one day; in whole seconds on the wire, rounded up
         * @return this
         */
        public Builder retryAfter(Duration delay) {
            this.retryAfter = delay;
            return this;
        }

        private HashingGate gate() {
            return gate == null ? HashingGate.forThisMachine(argon2) : gate;
        }

        /** For tests, which have a scheduler of their own. */
        Builder flusher(Supplier<ScheduledExecutorService> value) {
            this.flusher = value;
            return this;
        }

        /**
         * Checks the configuration and loads the native Argon2 library.
         *
         * @return a new instance, to be closed at the end
         * @throws InvalidValueException when the store or the key format is missing, or a value is out of range
         * @throws dev.latchkey.core.hashing.HashingException when Argon2 does not load on this platform
         */
        public Latchkey build() {
            if (store == null || keyFormat == null) {
                throw new InvalidValueException(store == null ? "store" : "keyFormat", "must be configured");
            }
            boolean often = flushEvery.compareTo(Duration.ofMillis(1)) >= 0 && flushEvery.compareTo(DAY) <= 0;
            Checks.that(often, "flushEvery", "must be one millisecond to one day");
            boolean soon = !retryAfter.isNegative() && retryAfter.compareTo(DAY) <= 0;
            Checks.that(soon, "retryAfter", "must be zero to one day");
            Checks.that(provenKeys >= 0, "provenKeys", "must not be negative");
            return new Latchkey(this, store, keyFormat);
        }
    }
}
