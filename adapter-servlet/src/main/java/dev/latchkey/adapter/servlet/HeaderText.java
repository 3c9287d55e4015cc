package dev.latchkey.adapter.servlet;

import dev.latchkey.core.InvalidValueException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads headers that carry credentials. */
final class HeaderText {
    /**
     * What stands for a header that cannot be a credential: the empty text is no key and no handle, so nothing is looked up for
     * it.
     */
    static final String UNREADABLE = "";

    private static final int MAX = 512;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");

    private HeaderText() {}

    /** Checks what a host calls a header. */
    static String name(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidValueException("header", "must be a header's name");
        }
        return name;
    }

    /** The one value of a header; null when it is absent; {@link #UNREADABLE} when it is there twice. */
    static @Nullable String single(HttpServletRequest request, String name) {
        Enumeration<String> values = request.getHeaders(name);
        if (values == null || !values.hasMoreElements()) {
            return null;
        }
        String value = values.nextElement();
        return values.hasMoreElements() ? UNREADABLE : value;
    }

    /** The text itself when it is 1 to 512 visible ASCII characters, else {@link #UNREADABLE}. */
    static String readable(String text) {
        if (text.length() > MAX) {
            return UNREADABLE;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                return UNREADABLE;
            }
        }
        return text;
    }
}
