package dev.latchkey.http.internal.endpoint;

import dev.latchkey.http.internal.error.ApiError;
import dev.latchkey.http.internal.error.ApiErrors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The members that a body may have. A member that is ignored may be one that was to bound the new key, so a body with
 * any other member is refused. Immutable.
 *
 * @param names the name of each member, with the other words that clients use for it
 */
public record BodyMembers(Map<String, List<String>> names) {
    /** The names that are repeated in an answer. Any other text stays out of it. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,31}");

    public BodyMembers {
        names = new LinkedHashMap<>(names);
    }

    /** No members at all. */
    public static final BodyMembers NONE = new BodyMembers(Map.of());

    public static BodyMembers of(String name, String... words) {
        return new BodyMembers(Map.of(name, List.of(words)));
    }

    public BodyMembers and(String name, String... words) {
        BodyMembers more = new BodyMembers(names);
        more.names.put(name, List.of(words));
        return more;
    }

    boolean has(String name) {
        return names.containsKey(name);
    }

    /** Returns the error of an unknown member. It names the member that was meant, or else all of them. */
    ApiError unknown(String sent, ApiErrors errors) {
        String word = word(sent);
        String meant = names.entrySet().stream()
                .filter(one -> isMeant(word, one.getKey(), one.getValue()))
                .findFirst()
                .map(Map.Entry::getKey)
                .orElse(null);
        return errors.unknownMember(PLAIN.matcher(sent).matches() ? sent : null, meant, names.keySet());
    }

    private static boolean isMeant(String word, String name, List<String> others) {
        String known = word(name);
        boolean part = word.length() > 2 && (known.startsWith(word) || known.endsWith(word) || word.startsWith(known));
        return part || others.stream().map(BodyMembers::word).anyMatch(word::equals);
    }

    /** Returns a name without its case and its separators. */
    private static String word(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }
}
