package dev.latchkey.ports;

import dev.latchkey.core.format.Handles;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.ListedKey;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Merged requests with one key that had the same outcome. All of them lie in the same UTC day as the last, so that a
 * store may count by day.
 *
 * @param keyId the key
 * @param outcome the outcome of all of them; only accepted ones are uses of the key
 * @param handle the handle of the secret that was proven in all of them; null if they are not known to be of one
 *     secret, as requests are not that named the key by an id
 * @param at the instant of the last request, in milliseconds
 * @param count how many requests, at least 1
 */
public record KeyUse(UUID keyId, Outcome outcome, @Nullable String handle, Instant at, long count) {
    /** The outcomes of a request whose key was proven. */
    public enum Outcome {
        /** The request was let through. */
        ACCEPTED,
        /** The key was over its rate limit. */
        LIMITED,
        /** The request was refused: the key was not in force, or may not do this, or not from there. */
        REFUSED
    }

    /** Checks the bounds. */
    public KeyUse {
        if (handle != null) {
            Handles.check(handle);
        }
        at = Checks.instant("at", at);
        Checks.that(count >= 1, "count", "must be at least 1");
    }

    /**
     * Creates a record of accepted requests.
     *
     * @param keyId the key
     * @param at the instant of the last request, in milliseconds
     * @param count how many requests, at least 1
     */
    public KeyUse(UUID keyId, Instant at, long count) {
        this(keyId, Outcome.ACCEPTED, at, count);
    }

    /**
     * Creates a record of requests that names no secret.
     *
     * @param keyId the key
     * @param outcome the outcome of all of them
     * @param at the instant of the last request, in milliseconds
     * @param count how many requests, at least 1
     */
    public KeyUse(UUID keyId, Outcome outcome, Instant at, long count) {
        this(keyId, outcome, null, at, count);
    }

    /**
     * Returns these requests as those with one secret.
     *
     * @param secret the handle of the secret; null for none
     * @return a new record
     */
    public KeyUse with(@Nullable String secret) {
        return new KeyUse(keyId, outcome, secret, at, count);
    }

    /**
     * Tells whether these are uses of the key, which count as such and set its last use.
     *
     * @return whether the requests were accepted
     */
    public boolean isAccepted() {
        return outcome == Outcome.ACCEPTED;
    }

    /**
     * Returns the UTC day of the requests.
     *
     * @return the day
     */
    public LocalDate day() {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    /**
     * Adds these requests to those of a day.
     *
     * @param day the day on which they were made, with the requests of that day so far
     * @return the sum
     */
    public KeyUsage.Day addTo(KeyUsage.Day day) {
        long accepted = outcome == Outcome.ACCEPTED ? count : 0;
        long limited = outcome == Outcome.LIMITED ? count : 0;
        long refused = outcome == Outcome.REFUSED ? count : 0;
        return new KeyUsage.Day(
                day.date(), day.accepted() + accepted, day.limited() + limited, day.refused() + refused);
    }

    /**
     * Adds these requests to the usage of their key, of which only accepted ones are a part.
     *
     * @param listed the key with its usage so far
     * @return the key with the sum of the counts and the later ones of the last uses. The use of a secret that the key
     *     does not carry is one of the key alone
     */
    public ListedKey addTo(ListedKey listed) {
        if (!isAccepted()) {
            return listed;
        }
        Map<String, Instant> secrets = new HashMap<>(listed.secretsUsedAt());
        if (handle != null && listed.key().secret(handle).isPresent()) {
            secrets.merge(handle, at, KeyUse::later);
        }
        Instant last = listed.lastUsedAt();
        return new ListedKey(listed.key(), last == null ? at : later(last, at), listed.uses() + count, secrets);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /**
     * Merges these requests with others of the same key and outcome.
     *
     * @param other requests with the same key and the same outcome
     * @return the sum of the counts, and the later of both instants. It names a secret if both name the same one
     */
    public KeyUse plus(KeyUse other) {
        String both = Objects.equals(handle, other.handle) ? handle : null;
        return new KeyUse(keyId, outcome, both, later(at, other.at), count + other.count);
    }
}
