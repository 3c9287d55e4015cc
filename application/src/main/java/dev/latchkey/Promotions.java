package dev.latchkey;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.internal.RateLimitedLogger;
import dev.latchkey.ports.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The promotion of pending secrets: a secret becomes the current one of its key after a request with it was accepted.
 * It is written immediately, on the thread that flushes, so never in a transaction of the host, and one at a time for
 * each key. Until it is written, both secrets are accepted. After a failure, the next accepted request tries again, but
 * not before a pause. Safe for use by several threads.
 */
final class Promotions {
    /** How long a failed promotion waits. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    private static final int BOUND = 10_000;

    private final boolean writing;
    private final OptimisticUpdate updates;
    private final ExecutorService thread;
    private final Clock clock;
    private final RateLimitedLogger failures;
    private final ConcurrentMap<UUID, Attempt> attempts = new ConcurrentHashMap<>();

    /**
     * Takes where promotions are written.
     *
     * @param writing whether this node may write
     * @param store the store
     * @param thread runs what is written
     * @param clock tells the instants of promotions
     */
    Promotions(boolean writing, KeyStore store, ExecutorService thread, Clock clock) {
        this.writing = writing;
        this.updates = new OptimisticUpdate(store);
        this.thread = thread;
        this.clock = clock;
        this.failures = new RateLimitedLogger(Promotions.class, clock);
    }

    /** A promotion that is being written, or that has failed and waits for another request. */
    private static final class Attempt {
        private final ApiKey key;
        private final Secret secret;
        private final Caller caller;
        private final @Nullable Instant retryAt;

        Attempt(ApiKey key, Secret secret, Caller caller, @Nullable Instant retryAt) {
            this.key = key;
            this.secret = secret;
            this.caller = caller;
            this.retryAt = retryAt;
        }

        boolean isDue(Instant now) {
            // A clock that was set back must not make the pause longer.
            return retryAt != null && (!now.isBefore(retryAt) || now.isBefore(retryAt.minus(PAUSE)));
        }

        Attempt until(@Nullable Instant instant) {
            return new Attempt(key, secret, caller, instant);
        }
    }

    /** Promotes the secret of a caller that has proven it and whose request was accepted, if it is pending. */
    void accepted(Caller caller) {
        ApiKey key = caller.key();
        Secret secret = caller.secret();
        if (!writing || key == null || secret == null || !key.isPending(secret)) {
            return;
        }
        Instant now = clock.instant();
        Attempt before = attempts.get(key.id());
        if (before == null && attempts.size() >= BOUND) {
            attempts.values().removeIf(attempt -> attempt.isDue(now));
        }
        boolean free = before == null ? attempts.size() < BOUND : before.isDue(now);
        if (free) {
            begin(before, new Attempt(key, secret, caller, null));
        }
    }

    private void begin(@Nullable Attempt before, Attempt attempt) {
        UUID id = attempt.key.id();
        boolean begun =
                before == null ? attempts.putIfAbsent(id, attempt) == null : attempts.replace(id, before, attempt);
        if (!begun) {
            return;
        }
        try {
            thread.execute(() -> run(attempt));
        } catch (RejectedExecutionException closed) {
            // Another node, or the next start of this one, promotes the secret when it is used again.
            attempts.remove(id, attempt);
        }
    }

    /** Writes what waits for its turn, and waits for what is being written. What has failed keeps its pause. */
    void flush() {
        attempts.values().stream().filter(attempt -> attempt.retryAt == null).forEach(this::run);
    }

    /** Whichever thread comes first writes an attempt. The other one waits for it, and finds that it has ended. */
    private void run(Attempt attempt) {
        synchronized (attempt) {
            if (attempts.get(attempt.key.id()) == attempt) {
                write(attempt);
            }
        }
    }

    private void write(Attempt attempt) {
        ApiKey key = attempt.key;
        boolean settled = false;
        try {
            Result<ApiKey> result = updates.change(
                    key.tenant(),
                    key.id(),
                    stored -> stored.by(attempt.caller.actor(), clock.instant())
                            .rotation()
                            .promote(attempt.secret.handle()));
            settled = result.outcome() != Result.Outcome.CONTENDED;
            if (!settled) {
                failures.warn(
                        "the first use of a new secret was not stored because of concurrent changes: key " + key.id(),
                        null);
            }
        } catch (RuntimeException e) {
            failures.warn("the first use of a new secret could not be stored: key " + key.id(), e);
        } finally {
            if (settled) {
                attempts.remove(key.id(), attempt);
            } else {
                attempts.replace(
                        key.id(), attempt, attempt.until(clock.instant().plus(PAUSE)));
            }
        }
    }

    /** Tries once more what has failed, before the thread is shut down. */
    void tryLast() {
        attempts.values().stream()
                .filter(attempt -> attempt.retryAt != null)
                .forEach(attempt -> begin(attempt, attempt.until(null)));
    }
}
