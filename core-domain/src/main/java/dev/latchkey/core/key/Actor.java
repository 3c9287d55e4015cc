package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import java.util.Arrays;
import java.util.UUID;

/**
 * Who did it, for the audit.
 *
 * @param kind what sort of actor
 * @param id the id among its kind, 1 to 255 characters
 */
public record Actor(Kind kind, String id) {
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

    /** Checks the id, and cuts one that is longer, with a mark that tells it from others that begin alike. */
    public Actor {
        id = Checks.cutId(id, Checks.ACTOR);
        Checks.text("actor", id, Checks.ACTOR);
    }

    /**
     * The host's own code.
     *
     * @param id which part of it, for example {@code nightly-purge}
     * @return the actor
     */
    public static Actor host(String id) {
        return new Actor(Kind.HOST, id);
    }

    /**
     * A person or another principal that the host knows.
     *
     * @param id the host's id of it
     * @return the actor
     */
    public static Actor user(String id) {
        return new Actor(Kind.USER, id);
    }

    /**
     * An API key.
     *
     * @param id the key's id
     * @return the actor
     */
    public static Actor key(UUID id) {
        return new Actor(Kind.KEY, id.toString());
    }
}
