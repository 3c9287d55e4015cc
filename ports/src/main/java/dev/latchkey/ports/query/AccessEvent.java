package dev.latchkey.ports.query;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.Actor;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened around keys and changed none.
 *
 * @param at when, or the latest of several, in milliseconds
 * @param kind what
 * @param reason why, for example the name of the refusal; never a secret
 * @param tenant whose key; null when possession was not proven, or when the name has a raw key in it
 * @param keyId which key; null when possession was not proven
 * @param address where the request came from; null when that is not known
 * @param actor who acted on a key, with the same address; null for attempts
 * @param count how many times
 */
public record AccessEvent(
        Instant at,
        Kind kind,
        String reason,
        @Nullable String tenant,
        @Nullable UUID keyId,
        @Nullable String address,
        @Nullable Actor actor,
        long count) {
    /** The sorts of event. */
    public enum Kind {
        /** A request was refused. */
        REFUSED,
        /** A key was over its rate limit. */
        LIMITED,
        /** A sealed copy was opened and shown. */
        REVEALED,
        /** The key of a raw key was looked up, without a proof of possession. */
        IDENTIFIED,
        /** Something that only a newer release knows. */
        UNKNOWN;

        /**
         * Returns the kind of a name, as histories read it.
         *
         * @param name the stored name
         * @return the kind; {@link #UNKNOWN} if there is none of that name
         */
        public static Kind of(String name) {
            return Arrays.stream(values())
                    .filter(kind -> kind.name().equals(name))
                    .findFirst()
                    .orElse(UNKNOWN);
        }
    }

    /** Checks the bounds. */
    public AccessEvent {
        at = Checks.instant("at", at);
        boolean sameAddress = actor == null || Objects.equals(actor.origin().address(), address);
        Checks.that(sameAddress, "address", "must be that of the actor");
        Checks.that(count >= 1, "count", "must be at least 1");
    }
}
