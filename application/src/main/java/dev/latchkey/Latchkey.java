package dev.latchkey;

import java.time.Clock;

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
     * Returns an authenticator that reads the store on every call, even if {@link LatchkeyBuilder#recordCache} is
     * enabled: for requests that must be refused immediately after a revocation on another node. Without a record cache
     * it is {@link #authenticator()}.
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
     * Returns the service that imports keys of another system.
     *
     * @return the imports
     */
    public KeyImports imports() {
        return services.imports;
    }

    /**
     * Returns the clock that decides what is in force, for adapters that must ask what is in force now.
     *
     * @return the configured clock, in milliseconds
     */
    public Clock clock() {
        return services.clock;
    }

    /** Writes buffered uses and refused attempts now. What cannot be written is kept for the next flush and logged. */
    public void flush() {
        services.flushLoop.flush();
    }

    /**
     * Stops the threads, writes what is buffered, and forgets every key and proof. Calls that are made later still
     * work, each with the store and Argon2, and uses and refused attempts are then reported as dropped. The store
     * belongs to the host and stays open, and so does a gate that the host configured.
     */
    @Override
    public void close() {
        services.flushLoop.stop();
        if (services.cache != null) {
            services.cache.close();
        }
        services.prover.close();
        services.flushLoop.close();
        if (services.ownGate != null) {
            services.ownGate.close();
        }
    }
}
