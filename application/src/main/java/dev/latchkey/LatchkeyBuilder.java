package dev.latchkey;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.hashing.Peppers;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.KnownPermissions;
import dev.latchkey.core.scope.ScopeMeaning;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.internal.LoggingAuditSink;
import dev.latchkey.internal.cache.RecordCache.CacheLimits;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.RateLimiter;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A builder of {@link Latchkey}. Not safe for use by several threads. */
public final class LatchkeyBuilder {
    private @Nullable KeyStore store;
    private @Nullable KeyFormat keyFormat;
    Clock clock = Clock.systemUTC();
    Argon2Parameters argon2 = Argon2Parameters.DEFAULT;
    Peppers peppers = Peppers.NONE;

    @Nullable SealingKeys sealing;

    @Nullable ImportedKeys importedKeys;

    ScopeMeaning scopeMeaning = ScopeMeaning.EXCLUSIVE;
    KnownPermissions knownPermissions = KnownPermissions.ALL;
    KeyPolicies policies = KeyPolicies.NONE;

    @Nullable HashingGate gate;

    int provenKeys = 100_000;
    int revalidatedKeys = 10_000;

    @Nullable RateLimits rateLimits;

    Attempts.@Nullable AttemptLimits failedAttempts;

    @Nullable RateLimiter operatorLimiter;

    RateLimit operatorRate = Management.DEFAULT_RATE;

    @Nullable ChangeFeed changeFeed;

    CacheLimits cacheLimits = new CacheLimits(0, Duration.ZERO, Duration.ZERO);
    AuditSink auditSink = new LoggingAuditSink();

    @Nullable LatchkeyListener listener;

    @Nullable KeyChangeListener changes;

    boolean recordUses = true;
    Duration flushEvery = Duration.ofSeconds(10);
    Duration retryAfter = Duration.ofSeconds(1);
    MaintenanceRules maintenance = MaintenanceRules.DEFAULT;
    Supplier<ScheduledExecutorService> flusher = FlushLoop::newThread;

    LatchkeyBuilder() {}

    /**
     * Sets the store that holds the keys. Required.
     *
     * @param value an adapter's store
     * @return this
     */
    public LatchkeyBuilder store(KeyStore value) {
        this.store = value;
        return this;
    }

    /**
     * Sets the format of raw keys. Required.
     *
     * @param value the format
     * @return this
     */
    public LatchkeyBuilder keyFormat(KeyFormat value) {
        this.keyFormat = value;
        return this;
    }

    /**
     * Sets the clock of every instant. Defaults to the system clock.
     *
     * @param value a clock
     * @return this
     */
    public LatchkeyBuilder clock(Clock value) {
        this.clock = value;
        return this;
    }

    /**
     * Sets the cost of new hashes. Defaults to {@link Argon2Parameters#DEFAULT}. Raised costs reach an old hash when
     * its key is next proven.
     *
     * @param value the parameters
     * @return this
     */
    public LatchkeyBuilder argon2(Argon2Parameters value) {
        this.argon2 = value;
        return this;
    }

    /**
     * Sets secrets of the host that enter every hash. Defaults to none.
     *
     * @param value the peppers
     * @return this
     */
    public LatchkeyBuilder peppers(Peppers value) {
        this.peppers = value;
        return this;
    }

    /**
     * Keeps a sealed copy of every new raw key. Disabled by default: then nobody can show a key twice.
     *
     * @param value the sealing keys
     * @return this
     */
    public LatchkeyBuilder sealing(SealingKeys value) {
        this.sealing = value;
        return this;
    }

    /**
     * Accepts imported keys of other shapes. Disabled by default. If enabled, other texts cost a look-up.
     *
     * @param value how they are found
     * @return this
     */
    public LatchkeyBuilder importedKeys(ImportedKeys value) {
        this.importedKeys = value;
        return this;
    }

    /**
     * Sets what a tenant's key may do to the tenant's resources. Defaults to {@link ScopeMeaning#EXCLUSIVE}.
     *
     * @param value the meaning
     * @return this
     */
    public LatchkeyBuilder scopeMeaning(ScopeMeaning value) {
        this.scopeMeaning = value;
        return this;
    }

    /**
     * Lists the permissions of the host. Keys are then issued, imported and changed with these alone. Defaults to all.
     *
     * @param names permissions without patterns, at least one
     * @return this
     */
    public LatchkeyBuilder knownPermissions(Collection<String> names) {
        this.knownPermissions = KnownPermissions.of(names);
        return this;
    }

    /**
     * Sets the policy of keys: how long they may live, how many there may be, and what they may do, from where. It
     * holds when a key is made or changed, and ends no key that exists: see {@link Policies#report}. Defaults to no
     * bounds.
     *
     * @param value the policy of all tenants, as {@code (tenant, scope) -> policy}, or one that depends on them
     * @return this
     */
    public LatchkeyBuilder policies(KeyPolicies value) {
        this.policies = value;
        return this;
    }

    /**
     * Sets the gate in front of Argon2. Defaults to {@link HashingGate#forThisMachine}.
     *
     * @param value the gate, which the host closes; one may serve several instances, and bounds what they compute and
     *     the memory that they take together
     * @return this
     */
    public LatchkeyBuilder hashingGate(HashingGate value) {
        this.gate = value;
        return this;
    }

    /**
     * Sets how many verified keys this process caches so that repeat requests skip Argon2. Defaults to 100,000.
     *
     * @param count at least 0, which disables the cache
     * @return this
     */
    public LatchkeyBuilder provenKeys(int count) {
        this.provenKeys = count;
        return this;
    }

    /**
     * Sets how many keys this process remembers while no {@link #recordCache} is configured. Each request then reads
     * the version of its key, which is one row by its primary key, and reads the whole key only if that is another
     * version or the key is not remembered. Defaults to 10,000, which take some 10 MB.
     *
     * <p>A change by any node is in force at the next request, as if each request read the whole key. A row that was
     * changed in the database by hand is seen changed immediately if its version was raised too, and otherwise after
     * a minute at the latest. Has no effect with a store that is no {@link dev.latchkey.ports.KeyVersions.Source}:
     * then every request reads the whole key.
     *
     * @param count at least 0, with which every request reads the whole key
     * @return this
     */
    public LatchkeyBuilder revalidatedKeys(int count) {
        this.revalidatedKeys = count;
        return this;
    }

    /**
     * Limits the rate of requests. Disabled by default: then the limits of keys have no effect either.
     *
     * @param value the limits
     * @return this
     */
    public LatchkeyBuilder rateLimits(RateLimits value) {
        this.rateLimits = value;
        return this;
    }

    /**
     * Limits attempts that prove nothing: garbage, unknown keys and wrong secrets. An attempt over the limit is
     * answered by {@link Verdict.Outcome#TOO_MANY_ATTEMPTS} instead of a refusal. The right secret of a generated key
     * is always accepted, however many attempts come from its address or at its key. Disabled by default.
     *
     * <p>The secret of a generated key cannot be guessed: for these, limits only keep a flood out of the answers. A
     * short imported key can be guessed. So while an address has no attempts left, a credential
     * that has not the shape of generated keys is refused without a look at the store, unless this process has
     * verified it before. The owner of an imported key who shares that address then waits too.
     *
     * @param limiter counts attempts; use a limiter in this process and for this purpose alone, so that a flood costs
     *     no database calls and displaces no other bucket
     * @param perAddress the limit of one IPv4 address, or of one /64 of IPv6
     * @param perHandle the limit of wrong secrets at one key
     * @return this
     */
    public LatchkeyBuilder failedAttempts(RateLimiter limiter, RateLimit perAddress, RateLimit perHandle) {
        this.failedAttempts = new Attempts.AttemptLimits(limiter, List.of(perAddress), List.of(perHandle));
        return this;
    }

    /**
     * Sets the limit of the requests of each operator, see {@link Management#take}. Defaults to
     * {@link Management#DEFAULT_RATE}, counted in this process.
     *
     * @param limiter counts requests
     * @param rate the limit of one operator
     * @return this
     */
    public LatchkeyBuilder operatorRate(RateLimiter limiter, RateLimit rate) {
        this.operatorLimiter = limiter;
        this.operatorRate = rate;
        return this;
    }

    /**
     * Caches keys that were found, so that most requests need no read. Disabled by default: then each request reads
     * what may have changed, see {@link #revalidatedKeys}.
     *
     * <p>Changes by this node are in force immediately. Changes by another node are in force here as soon as the feed
     * reports them. While the feed is interrupted, nothing is cached. The maximum age is therefore how long a
     * revocation on another node can stay unseen if the feed fails without noticing. The absence of a key is cached for
     * at most one second.
     *
     * @param feed reports changes by any node
     * @param maxKeys how many keys are cached, at least 1
     * @param maxAge how long a key is cached, at least one millisecond
     * @return this
     */
    public LatchkeyBuilder recordCache(ChangeFeed feed, int maxKeys, Duration maxAge) {
        Checks.that(feed != null, "feed", "is required: without it, revocations by other nodes go unnoticed");
        Checks.that(maxKeys >= 1, "maxKeys", "must be at least 1");
        Checks.that(maxAge.toMillis() >= 1, "maxAge", "must be at least one millisecond");
        this.changeFeed = feed;
        this.cacheLimits = CacheLimits.of(maxKeys, maxAge);
        return this;
    }

    /**
     * Sets the sink of refused attempts and revealed keys. Defaults to the logger {@code dev.latchkey.audit}.
     *
     * @param value the sink
     * @return this
     */
    public LatchkeyBuilder auditSink(AuditSink value) {
        this.auditSink = value;
        return this;
    }

    /**
     * Sets the listener that counts and times what happens. Defaults to none: then no time is taken.
     *
     * @param value the listener
     * @return this
     */
    public LatchkeyBuilder listener(LatchkeyListener value) {
        this.listener = value;
        return this;
    }

    /**
     * Sets the listener for the changes of keys that this node makes. Defaults to none.
     *
     * @param value the listener
     * @return this
     */
    public LatchkeyBuilder changes(KeyChangeListener value) {
        this.changes = value;
        return this;
    }

    /**
     * Sets whether this node records uses of keys, and the first use of a pending secret, which makes it current.
     * Defaults to true. Turn it off on nodes that may only read.
     *
     * @param value whether to record
     * @return this
     */
    public LatchkeyBuilder recordUses(boolean value) {
        this.recordUses = value;
        return this;
    }

    /**
     * Sets how often buffered uses and refused attempts are written. Defaults to 10 seconds.
     *
     * @param interval one millisecond to one day
     * @return this
     */
    public LatchkeyBuilder flushEvery(Duration interval) {
        this.flushEvery = interval;
        return this;
    }

    /**
     * Sets how long clients should wait when hashing or the store has no answer. Defaults to 1 second.
     *
     * @param delay zero to one day; rounded up to whole seconds on the wire
     * @return this
     */
    public LatchkeyBuilder retryAfter(Duration delay) {
        this.retryAfter = delay;
        return this;
    }

    /**
     * Sets what {@link Latchkey#maintenance} does with old keys and events. Defaults to
     * {@link MaintenanceRules#DEFAULT}, by which idle keys are not suspended. Their suspension is refused on a node
     * that does not {@linkplain #recordUses record uses}.
     *
     * @param rules the rules
     * @return this
     */
    public LatchkeyBuilder maintenance(MaintenanceRules rules) {
        this.maintenance = rules;
        return this;
    }

    /** Sets the scheduler, for tests that run what is scheduled by themselves. */
    LatchkeyBuilder flusher(Supplier<ScheduledExecutorService> value) {
        this.flusher = value;
        return this;
    }

    /**
     * Checks the configuration, loads the native Argon2 library and starts Latchkey.
     *
     * @return a new instance, to be closed in the end
     * @throws InvalidValueException if the store or the key format is missing, or a value is out of range
     * @throws dev.latchkey.core.hashing.HashingException if Argon2 does not load on this platform
     */
    public Latchkey build() {
        if (store == null || keyFormat == null) {
            throw new InvalidValueException(store == null ? "store" : "keyFormat", "must be configured");
        }
        return new Latchkey(Assembly.start(this, store, keyFormat));
    }
}
