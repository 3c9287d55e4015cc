package dev.latchkey.core.scope;

import dev.latchkey.core.internal.Checks;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a key may do inside its scope: permissions such as {@code messages:send}, and patterns such as
 * {@code messages:*} and {@code *}.
 *
 * <p>A permission is one or more words joined by colons; a word has letters, digits, dots, underscores and hyphens, and
 * case counts. A {@code *} may stand for the last word and then stands for one or more words. Immutable; equal when
 * they list the same patterns.
 */
public final class Permissions {
    private static final String EVERYTHING = "*";

    /** How the permissions to manage keys begin. */
    private static final String MANAGEMENT = "keys:";

    /** Everything that there is and will be. */
    public static final Permissions ALL = new Permissions(List.of(EVERYTHING));

    /** Nothing at all: what a key gets for which nothing was said. */
    public static final Permissions NONE = new Permissions(List.of());

    private static final int MAX_PATTERNS = 64;
    private static final int MAX_LENGTH = 100;

    /** In alphabetical order, no two alike. An array, because a process may remember very many keys. */
    private final String[] patterns;

    private Permissions(List<String> patterns) {
        Checks.that(patterns.size() <= MAX_PATTERNS, "permissions", "must have at most " + MAX_PATTERNS + " entries");
        patterns.forEach(pattern -> check(pattern, true));
        this.patterns = patterns.stream().sorted().distinct().toArray(String[]::new);
    }

    /**
     * Lists what is granted.
     *
     * @param patterns permissions and patterns; none means nothing is granted
     * @return the permissions
     * @throws dev.latchkey.core.InvalidValueException when there are more than 64, or one is malformed or longer than
     *     100 characters
     */
    public static Permissions of(String... patterns) {
        return of(List.of(patterns));
    }

    /**
     * Lists what is granted.
     *
     * @param patterns permissions and patterns; empty means nothing is granted
     * @return the permissions
     * @throws dev.latchkey.core.InvalidValueException when there are more than 64, or one is malformed or longer than
     *     100 characters
     */
    public static Permissions of(Collection<String> patterns) {
        // Copied before it is checked: the caller may change it.
        List<String> copy = List.copyOf(patterns);
        return copy.isEmpty() ? NONE : copy.equals(List.of(EVERYTHING)) ? ALL : new Permissions(copy);
    }

    /**
     * Refuses what is no single permission.
     *
     * @param permission for example {@code messages:send}, without a wildcard
     * @return the same permission
     * @throws dev.latchkey.core.InvalidValueException when it is malformed
     */
    public static String check(String permission) {
        check(permission, false);
        return permission;
    }

    /**
     * Tells whether a permission is granted.
     *
     * @param permission for example {@code messages:send}; a pattern is granted when all that it stands for is
     * @return true when it is listed, or a listed pattern stands for it
     */
    public boolean permit(String permission) {
        if (Arrays.binarySearch(patterns, permission) >= 0) {
            return true;
        }
        for (String pattern : patterns) {
            if (standsFor(pattern, permission)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Tells whether these permissions are at least as many as others. A single {@code *} covers nothing that begins
     * with {@code keys:}, because it grants no permission to manage keys. A credential that has {@code *} alone would
     * otherwise give these permissions to itself.
     *
     * @param others the permissions that are asked for
     * @return true when each of the others is granted here
     */
    public boolean cover(Permissions others) {
        return Arrays.stream(others.patterns)
                .allMatch(other -> other.startsWith(MANAGEMENT) ? isNamed(other) : permit(other));
    }

    /** Tells whether a permission is granted by itself or by a pattern of its own kind, not by {@link #ALL}. */
    private boolean isNamed(String permission) {
        return Arrays.stream(patterns)
                .filter(pattern -> !pattern.equals(EVERYTHING))
                .anyMatch(pattern -> pattern.equals(permission) || standsFor(pattern, permission));
    }

    private static boolean standsFor(String pattern, String permission) {
        int stem = pattern.length() - 1;
        return pattern.charAt(stem) == '*'
                && permission.length() > stem
                && permission.regionMatches(0, pattern, 0, stem);
    }

    /**
     * Returns the patterns.
     *
     * @return in alphabetical order, unmodifiable
     */
    public Set<String> patterns() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(patterns)));
    }

    private static void check(String pattern, boolean wildcard) {
        Checks.that(
                !pattern.isEmpty() && pattern.length() <= MAX_LENGTH,
                "permissions",
                "must have 1 to 100 characters each");
        boolean wordStarts = true;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            boolean last = i == pattern.length() - 1;
            if (c == ':') {
                Checks.that(!wordStarts && !last, "permissions", "must not have empty words");
                wordStarts = true;
            } else if (c == '*') {
                Checks.that(wildcard && wordStarts && last, "permissions", "must have * only as the last word");
            } else {
                Checks.that(isWord(c), "permissions", "must be letters, digits and . _ - joined by colons");
                wordStarts = false;
            }
        }
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Permissions that && Arrays.equals(patterns, that.patterns);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(patterns);
    }

    @Override
    public String toString() {
        return Arrays.toString(patterns);
    }
}
