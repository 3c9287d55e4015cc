package dev.latchkey;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.latchkey.LatchkeyListener.Buffer;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.hashing.Argon2Hasher;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.sealing.Sealer;
import dev.latchkey.internal.MillisecondClock;
import dev.latchkey.internal.RateLimitedLogger;
import dev.latchkey.internal.buffer.AccessEventBuffer;
import dev.latchkey.internal.buffer.UsageBuffer;
import dev.latchkey.internal.cache.HandleLookup;
import dev.latchkey.internal.cache.RecordCache;
import dev.latchkey.internal.cache.RevalidatedRecords;
import dev.latchkey.internal.limit.LocalBuckets;
import dev.latchkey.internal.proof.CredentialParser;
import dev.latchkey.internal.proof.Gate;
import dev.latchkey.internal.proof.ProofFingerprints;
import dev.latchkey.internal.proof.Prover;
import dev.latchkey.internal.proof.SecretFactory;
import dev.latchkey.internal.proof.SecretUpgrade;
import dev.latchkey.ports.AccessHistory;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyVersions;
import dev.latchkey.ports.RateLimiter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The services of one {@link Latchkey}, made of its configuration and connected with one another. */
final class Assembly {
    private static final Duration DAY = Duration.ofDays(1);

    final Clock clock;
    final KeyFormat format;
    final @Nullable HashingGate ownGate;
    final HashingGate gate;
    final KeyStore uncached;
    final @Nullable RecordCache cache;
    final @Nullable RevalidatedRecords revalidated;
    final Authenticator authenticator;
    final Authenticator strictAuthenticator;
    final ApiKeys keys;
    final SealedKeys sealedKeys;
    final Usage usage;
    final Audit audit;
    final Retention retention;
    final Maintenance maintenance;
    final Policies policies;
    final KeyImports imports;
    final ConfiguredKeys configuredKeys;
    final Management management;
    final Tenants tenants;
    final FlushLoop flushLoop;
    final Prover prover;

    private Assembly(LatchkeyBuilder builder, KeyStore uncached, KeyFormat format, Deque<Runnable> begun) {
        checkRanges(builder);
        this.format = format;
        this.clock = new MillisecondClock(builder.clock);
        Duration retryAfter = builder.retryAfter;
        ListenerNotifier notifier = new ListenerNotifier(builder.listener, clock);
        SecretGenerator random = new SecretGenerator();
        CredentialParser parser = new CredentialParser(format, builder.importedKeys);
        Sealer sealer = builder.sealing == null ? null : new Sealer(builder.sealing, random);
        Argon2Hasher hasher = new Argon2Hasher(builder.argon2, builder.peppers, random);
        this.ownGate = builder.gate == null ? HashingGate.forThisMachine(builder.argon2) : null;
        this.uncached = uncached;
        this.gate = ownGate == null ? Objects.requireNonNull(builder.gate) : ownGate;
        this.prover = new Prover(
                parser,
                hasher,
                new ProofGate(gate),
                new ProofFingerprints(random),
                builder.provenKeys,
                notifier.proofs());
        SecretFactory secrets = new SecretFactory(prover, sealer);
        this.cache = builder.changeFeed == null
                ? null
                : new RecordCache(
                        uncached, builder.changeFeed, builder.cacheLimits, Ticker.systemTicker(), notifier.cache());
        if (cache != null) {
            begun.push(cache::close);
        }
        this.revalidated = cache == null && builder.revalidatedKeys > 0 && uncached instanceof KeyVersions.Source source
                ? new RevalidatedRecords(
                        uncached, source.versions(), builder.revalidatedKeys, Ticker.systemTicker(), notifier.cache())
                : null;
        // What caches keys must see every change, including changes by services that do not read through it.
        KeyStore front = cache != null ? cache : revalidated != null ? revalidated : uncached;
        KeyStore notifying = builder.changes == null ? front : new NotifyingStore(front, builder.changes, clock);
        GuardedStore store = new GuardedStore(notifying, format);
        AuditSink sink = store.before(builder.auditSink);
        UsageBuffer uses = new UsageBuffer(builder.recordUses, store, random.id(), notifier.buffer(Buffer.USES));
        AccessEventBuffer events = new AccessEventBuffer(sink, notifier.buffer(Buffer.ATTEMPTS));
        Throttle throttle = new Throttle(builder.rateLimits, store, clock, notifier);
        Attempts attempts = new Attempts(builder.failedAttempts, clock, notifier);
        ScheduledExecutorService flusher = builder.flusher.get();
        begun.push(flusher::shutdown);
        Promotions promotions = new Promotions(builder.recordUses, store, flusher, clock);
        RequestRules rules =
                new RequestRules(builder.scopeMeaning, throttle, attempts, uses, events, promotions, clock);
        SecretUpgrade upgrade = new SecretUpgrade(prover, parser, secrets, store, clock);
        HandleLookup lookup = HandleLookup.in(front, uncached, cache);
        HandleLookup strictLookup = lookup.strict();
        Function<HandleLookup, Authenticator> authenticating = handles -> {
            RateLimitedLogger outages = new RateLimitedLogger(Authenticator.class, clock);
            return new Authenticator(handles, prover, upgrade, rules, retryAfter, outages, notifier);
        };
        this.authenticator = authenticating.apply(lookup);
        this.strictAuthenticator = front == uncached ? authenticator : authenticating.apply(strictLookup);
        KeySearch search = ListSearch.of(uncached);
        KeyQuota quota = new KeyQuota(store, search, clock);
        IssuancePolicy policy =
                new IssuancePolicy(builder.knownPermissions, builder.rateLimits, builder.policies, quota, clock);
        this.policies = new Policies(builder.policies, store, clock);
        KeyIssuer issuer = new KeyIssuer(store, format, random, secrets, policy, clock, retryAfter);
        this.sealedKeys = new SealedKeys(sealer, store, sink, clock);
        KeyHistory history = uncached instanceof KeyHistory.Source source ? source.history() : null;
        this.usage = new Usage(history, uses, uncached, clock);
        AccessHistory access = builder.auditSink instanceof AccessHistory readable ? readable : null;
        this.audit = new Audit(uncached, access);
        this.retention = new Retention(history, access, store, clock);
        // Strict: a cache may remember for a while that a handle is not taken.
        Function<IdempotencyKey, IdempotentRequests> idempotent =
                once -> new IdempotentRequests(once, strictLookup, issuer, sealedKeys, policy, clock);
        this.keys = new ApiKeys(store, search, issuer, idempotent, policy, usage, clock);
        OperatorServices managing = new OperatorServices(
                store, search, issuer, idempotent, policy, sealedKeys, strictAuthenticator, usage, audit, sink, clock);
        RateLimiter operatorLimiter =
                builder.operatorLimiter == null ? new LocalBuckets(clock) : builder.operatorLimiter;
        this.management = new Management(managing, store.before(operatorLimiter), builder.operatorRate);
        this.imports = new KeyImports(store, parser, random, secrets, policy, clock, retryAfter);
        this.configuredKeys = new ConfiguredKeys(
                store, new ConfiguredKeyValue.Factory(parser, secrets, imports, clock), clock, retryAfter);
        this.tenants = new Tenants(store, clock);
        this.flushLoop = new FlushLoop(uses, events, promotions, flusher, builder.flushEvery, FlushLoop.PATIENCE);
        this.maintenance = new Maintenance(store, retention, builder.maintenance, flushLoop::flush, clock);
    }

    /** Starts the services. If that fails, what was started has ended when this throws. */
    static Assembly start(LatchkeyBuilder builder, KeyStore uncached, KeyFormat format) {
        Deque<Runnable> begun = new ArrayDeque<>();
        try {
            return new Assembly(builder, uncached, format, begun);
        } catch (RuntimeException | Error e) {
            begun.forEach(end -> run(end, e));
            throw e;
        }
    }

    private static void run(Runnable end, Throwable failure) {
        try {
            end.run();
        } catch (RuntimeException | Error inTurn) {
            failure.addSuppressed(inTurn);
        }
    }

    private static void checkRanges(LatchkeyBuilder builder) {
        Duration interval = builder.flushEvery;
        boolean often = interval.compareTo(Duration.ofMillis(1)) >= 0 && interval.compareTo(DAY) <= 0;
        Checks.that(often, "flushEvery", "must be one millisecond to one day");
        boolean soon = !builder.retryAfter.isNegative() && builder.retryAfter.compareTo(DAY) <= 0;
        Checks.that(soon, "retryAfter", "must be zero to one day");
        Checks.that(builder.provenKeys >= 0, "provenKeys", "must not be negative");
        Checks.that(builder.revalidatedKeys >= 0, "revalidatedKeys", "must not be negative");
        boolean seen = builder.recordUses || builder.maintenance.idleAfter() == null;
        Checks.that(seen, "idleAfter", "must not be set where uses are not recorded");
    }

    /** The host's gate, as {@link Prover} uses it: a type that hosts see mentions no internal one. */
    private static final class ProofGate implements Gate {
        private final HashingGate gate;

        ProofGate(HashingGate gate) {
            this.gate = gate;
        }

        @Override
        public <T> Optional<T> run(Object question, Supplier<T> computation) {
            return gate.run(question, computation);
        }

        @Override
        public <T> Optional<T> runForNewKey(String tenant, Supplier<T> computation) {
            return gate.runForNewKey(tenant, computation);
        }

        @Override
        public <T> Optional<T> runIfIdle(Supplier<T> computation) {
            return gate.runIfIdle(computation);
        }
    }
}
