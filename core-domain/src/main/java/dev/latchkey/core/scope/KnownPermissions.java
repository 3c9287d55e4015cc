package dev.latchkey.core.scope;

import dev.latchkey.core.InvalidValueException;
import java.util.Collection;
import java.util.List;

/**
 * The permissions that a host knows, so that a key is not granted one that no request ever needs, such as a misspelled
 * one. A pattern is known if it stands for at least one of them, and {@code *} always is. Immutable.
 *
 * @param names the permissions, without patterns; empty if all are known
 */
public record KnownPermissions(List<String> names) {
    /** All permissions are known. */
    public static final KnownPermissions ALL = new KnownPermissions(List.of());

    /** Checks and copies the names. */
    public KnownPermissions {
        names = List.copyOf(names);
        names.forEach(Permissions::check);
    }

    /**
     * Lists what is known.
     *
     * @param names permissions without patterns, at least one
     * @return the permissions
     * @throws InvalidValueException if there are none, or one is malformed
     */
    public static KnownPermissions of(Collection<String> names) {
        KnownPermissions known = new KnownPermissions(List.copyOf(names));
        if (known.names.isEmpty()) {
            throw new InvalidValueException("knownPermissions", "must not be empty");
        }
        return known;
    }

    /**
     * Refuses permissions that are not known.
     *
     * @param granted what is granted to a key
     * @throws InvalidValueException if one is not known; its problem names it
     */
    public void check(Permissions granted) {
        for (String pattern : granted.patterns()) {
            if (!isKnown(pattern)) {
                throw new InvalidValueException(
                        "permissions", "must be known to this host, and this is not: " + pattern);
            }
        }
    }

    private boolean isKnown(String pattern) {
        Permissions alone = Permissions.of(pattern);
        return names.isEmpty()
                || alone.equals(Permissions.ALL)
                || names.stream().anyMatch(alone::permit);
    }
}
