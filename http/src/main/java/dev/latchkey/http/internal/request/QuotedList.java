package dev.latchkey.http.internal.request;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists in headers whose values may be quoted strings, as RFC 9110 writes them. */
final class QuotedList {
    private QuotedList() {}

    /**
     * Splits a text at each separator that stands outside of quotes. After a quote that has no end the text is split as
     * if quotes did not exist: what a client begins to quote must not swallow what a proxy appends.
     */
    static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '"') {
                int end = endOfQuoted(text, i);
                i = end < 0 ? i : end;
            } else if (text.charAt(i) == separator) {
                parts.add(text.substring(begin, i));
                begin = i + 1;
            }
        }
        parts.add(text.substring(begin));
        return parts;
    }

    private static int endOfQuoted(String text, int begin) {
        for (int i = begin + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return i;
            }
        }
        return -1;
    }

    /** Returns a token as it is and a quoted string without its quotes; null when it is neither. */
    static @Nullable String unquoted(String value) {
        if (!value.startsWith("\"")) {
            return value.indexOf('"') < 0 ? value : null;
        }
        boolean whole = value.length() > 1 && endOfQuoted(value, 0) == value.length() - 1;
        return whole ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : null;
    }
}
