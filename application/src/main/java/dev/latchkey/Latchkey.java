package dev.latchkey;

import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.ports.StoreException;
import java.time.Clock;
import java.util.UUID;

/**
 * The entry point: every service that a host calls. Create one per store and process.
 *
 * <pre>{@code
 * Latchkey latchkey = Latchkey.builder()
 *         .store(JdbcKeyStore.on(dataSource))
 *         .keyFormat(KeyFormat.of("acme_"))
 *         .build();
 * }</pre>
 *
 * <p>It has one daemon thread, which writes buffered uses and refused attempts, and those of its {@link HashingGate}.
 * {@link #close()} writes what is left. A process that is killed loses at most one interval's last uses and refused
 * attempts, and never a change of a key. Safe for use by several threads.
 */
public final class Latchkey implements AutoCloseable {
    private static final UUID NO_KEY = new UUID(0, 0);

    private final Assembly services;

    Latchkey(Assembly services) {
        this.services = services;
    }

    /**
     * Starts a configuration. A store and a key format are required. Everything else has a safe default.
     *
     * @return a new builder
     */
    public static LatchkeyBuilder builder() {
        return new LatchkeyBuilder();
    }

    /**
     * Returns the service that decides whether a request may be served.
     *
     * @return the authenticator
     */
    public Authenticator authenticator() {
        return services.authenticator;
    }

    /**
     * Returns an authenticator that reads the whole key on every call, even if {@link LatchkeyBuilder#recordCache} is
     * enabled: for requests that must be refused immediately after a revocation on another node. Without a record cache
     * {@link #authenticator()} does that too. Only what was changed in the database by hand, without another version,
     * is seen by this one alone for as long as {@link LatchkeyBuilder#revalidatedKeys} says.
     *
     * @return the authenticator
     */
    public Authenticator strictAuthenticator() {
        return services.strictAuthenticator;
    }

    /**
     * Returns the service that manages keys.
     *
     * @return the keys
     */
    public ApiKeys keys() {
        return services.keys;
    }

    /**
     * Returns the service by which operators manage keys.
     *
     * @return the service
     */
    public Management management() {
        return services.management;
    }

    /**
     * Returns the service that ends tenants.
     *
     * @return the tenants
     */
    public Tenants tenants() {
        return services.tenants;
    }

    /**
     * Returns the service that shows raw keys again, if the host keeps sealed copies.
     *
     * @return the sealed keys
     */
    public SealedKeys sealedKeys() {
        return services.sealedKeys;
    }

    /**
     * Returns the service that reads how much keys are used.
     *
     * @return the usage
     */
    public Usage usage() {
        return services.usage;
    }

    /**
     * Returns the service that reads what happened to keys.
     *
     * @return the audit
     */
    public Audit audit() {
        return services.audit;
    }

    /**
     * Returns the service that removes what is kept of the past.
     *
     * @return the retention
     */
    public Retention retention() {
        return services.retention;
    }

    /**
     * Returns the service that does what has to be done now and then.
     *
     * @return the maintenance
     */
    public Maintenance maintenance() {
        return services.maintenance;
    }

    /**
     * Returns the service that tells the policies of keys, and which keys break one.
     *
     * @return the policies
     */
    public Policies policies() {
        return services.policies;
    }

    /**
     * Returns the service that imports keys of another system.
     *
     * @return the imports
     */
    public KeyImports imports() {
        return services.imports;
    }

    /**
     * Returns the format of the keys that are generated.
     *
     * @return the configured format
     */
    public KeyFormat keyFormat() {
        return services.format;
    }

    /**
     * Returns the service that makes the keys of the host's configuration.
     *
     * @return the configured keys
     */
    public ConfiguredKeys configuredKeys() {
        return services.configuredKeys;
    }

    /**
     * Returns the clock that decides what is in force, for adapters that must ask what is in force now.
     *
     * @return the configured clock, in milliseconds
     */
    public Clock clock() {
        return services.clock;
    }

    /**
     * Checks the state of this instance. Reads the store once.
     *
     * @return what a health check of the host reports
     */
    public Health health() {
        String problem = null;
        try {
            services.uncached.findById(NO_KEY);
        } catch (StoreException e) {
            problem = e.getMessage();
        }
        boolean interrupted = services.cache != null && services.cache.isInterrupted();
        return new Health(problem, interrupted, services.gate.isFull());
    }

    /**
     * Writes buffered uses and refused attempts now, and the promotions of secrets that were used for the first time
     * before the call. What cannot be written is kept and logged: uses and attempts for the next flush, a promotion for
     * a later request with its secret. A listener that calls this on the thread of a flush waits for no promotion.
     *
     * <p>It is written on another thread, and so outside of a transaction that the caller has open, however that ends.
     * The call returns when it is written. After ten seconds it returns anyway, and the flush goes on: it may have to
     * wait for what the caller's transaction has locked, or for another connection of the host's pool.
     */
    public void flush() {
        services.flushLoop.flush();
    }

    /**
     * Stops the threads, writes what is buffered, as {@link #flush} does, and forgets every key and proof. Waits until
     * the threads have ended, those of the record cache's feed too, but not for longer than a few seconds each. An
     * interrupt of the caller does not shorten the wait, and is kept. Calls that are made later still work, each with
     * the store and Argon2, and uses and refused attempts are then reported as dropped. The store belongs to the host
     * and stays open, and so does a gate that the host configured.
     *
     * <p>If a step fails, such as a {@link dev.latchkey.ports.ChangeFeed} of the host that throws, the others are made
     * all the same. The first failure is then thrown as it is, with the later ones as its suppressed exceptions. What
     * cannot be written is not a failure of closing: it is logged and reported as dropped.
     */
    @Override
    public void close() {
        // After the body they are closed in the opposite order, each of them whatever failed before.
        try (services.ownGate;
                services.flushLoop;
                services.prover;
                services.revalidated;
                services.cache) {
            services.flushLoop.stop();
        }
    }
}
