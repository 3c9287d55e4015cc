package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import java.util.Arrays;
import java.util.UUID;

/**
 * Who did it, and from where, for the audit.
 *
 * @param kind what sort of actor
 * @param id the id among its kind, 1 to 255 characters
 * @param origin where the actor's request came from
 */
public record Actor(Kind kind, String id, Origin origin) {
    /** The sorts of actor. */
    public enum Kind {
        /** The host's own code. */
        HOST,
        /** A person or another principal that the host knows. */
        USER,
        /** An API key. */
        KEY,
        /** A sort that only a newer release knows. */
        UNKNOWN;

        /**
         * Returns the kind of a name, as stores read it.
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

    /**
     * Keeps the id, or marks one that is empty, longer, or has control characters: no id keeps a key in force.
     * Different ids stay different.
     */
    public Actor {
        id = Checks.keepableId(id, Checks.ACTOR);
    }

    /**
     * Returns an actor for the host's own code.
     *
     * @param id which part of it, for example {@code nightly-purge}
     * @return the actor
     */
    public static Actor host(String id) {
        return new Actor(Kind.HOST, id, Origin.UNKNOWN);
    }

    /**
     * Returns an actor for a person or another principal that the host knows.
     *
     * @param id the host's id of it
     * @return the actor
     */
    public static Actor user(String id) {
        return new Actor(Kind.USER, id, Origin.UNKNOWN);
    }

    /**
     * Returns an actor for an API key.
     *
     * @param id the key's id
     * @return the actor
     */
    public static Actor key(UUID id) {
        return new Actor(Kind.KEY, id.toString(), Origin.UNKNOWN);
    }

    /**
     * Returns this actor with the origin of its request.
     *
     * @param newOrigin the origin
     * @return an actor that differs in this alone
     */
    public Actor from(Origin newOrigin) {
        return newOrigin.equals(origin) ? this : new Actor(kind, id, newOrigin);
    }
}
