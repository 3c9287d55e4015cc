package dev.latchkey.http;

import java.util.Locale;

/** The way in which the endpoints write the names of members. */
public enum JsonCase {
    /** {@code displayName}. */
    CAMEL,
    /** {@code display_name}. */
    SNAKE;

    /**
     * Writes the name of a member.
     *
     * @param words its words with single spaces, such as {@code display name}
     * @return the name
     */
    public String join(String words) {
        if (this == SNAKE) {
            return words.replace(' ', '_');
        }
        StringBuilder name = new StringBuilder(words.length());
        for (String word : words.split(" ", -1)) {
            boolean first = name.isEmpty();
            name.append(first ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }
}
