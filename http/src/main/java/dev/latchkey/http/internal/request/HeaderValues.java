package dev.latchkey.http.internal.request;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.http.spi.RequestHead;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads headers that carry credentials. */
public final class HeaderValues {
    /**
     * The text for a header that cannot be a credential. It is no key and no handle, so nothing is looked up for it.
     */
    public static final String UNREADABLE = "";

    private static final int MAX = 512;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");

    private HeaderValues() {}

    /** Checks the name that a host gives to a header. */
    public static String name(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidValueException("header", "must be a valid header name");
        }
        return name;
    }

    /** Returns the one value of a header; null when it is absent; {@link #UNREADABLE} when it was sent twice. */
    public static @Nullable String single(RequestHead request, String name) {
        List<String> lines = request.header(name);
        if (lines.isEmpty()) {
            return null;
        }
        return lines.size() > 1 ? UNREADABLE : lines.get(0);
    }

    /** Returns the text itself when it is 1 to 512 visible ASCII characters, otherwise {@link #UNREADABLE}. */
    public static String readable(String text) {
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
