package dev.latchkey.http.internal.request;

import dev.latchkey.http.spi.RequestHead;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The header in which clients send their raw key.
 *
 * @param header the name of the header
 * @param bearer whether the value is a bearer token as in RFC 6750; otherwise the whole value is the key
 */
public record CredentialPlace(String header, boolean bearer) {
    private static final String BEARER = "bearer ";

    /** Reads what a request presents. */
    public Presented read(RequestHead request) {
        String value = HeaderValues.single(request, header);
        if (value == null) {
            return new Presented(null, true);
        }
        if (!bearer) {
            return new Presented(HeaderValues.readable(value), false);
        }
        boolean isBearer = isBearer(value);
        String token = isBearer ? HeaderValues.readable(token(value)) : HeaderValues.UNREADABLE;
        // Another scheme, or a token of another format, may belong to another principal. Two headers, or garbage, may
        // not.
        boolean othersMayKnow = isBearer ? !token.isEmpty() : !value.isEmpty();
        return new Presented(token, othersMayKnow);
    }

    /** Tells whether a line of a header holds the credential. Another scheme in {@code Authorization} holds none. */
    boolean holds(String name, String value) {
        return header.equalsIgnoreCase(name) && (!bearer || isBearer(value));
    }

    /** Tells whether {@code Authorization} has something else than a bearer token. */
    public boolean isOfAnotherScheme(RequestHead request) {
        String value = bearer ? HeaderValues.single(request, header) : null;
        return value != null && !value.isEmpty() && !isBearer(value);
    }

    /**
     * Returns the {@code WWW-Authenticate} of RFC 9110; {@code error} is one of RFC 6750, null when no credential was
     * sent.
     */
    public String challenge(String realm, @Nullable String error) {
        if (!bearer) {
            return "ApiKey realm=\"" + realm + "\", header=\"" + header + "\"";
        }
        return "Bearer realm=\"" + realm + "\"" + (error == null ? "" : ", error=\"" + error + "\"");
    }

    /** Returns the place in the words of an error. */
    public String describe() {
        return bearer ? "Authorization: Bearer" : header;
    }

    /** Returns the token. RFC 9110 lets any number of spaces stand in front of it. */
    private static String token(String value) {
        int begin = BEARER.length();
        while (begin < value.length() && value.charAt(begin) == ' ') {
            begin++;
        }
        return value.substring(begin);
    }

    private static boolean isBearer(String value) {
        return value.toLowerCase(Locale.ROOT).startsWith(BEARER);
    }

    /**
     * What a request presents as its key.
     *
     * @param text the text to be taken for a raw key; null when there is none; empty when it cannot be one
     * @param othersMayKnow whether another principal may be looked for when the text is not one of our keys
     */
    public record Presented(@Nullable String text, boolean othersMayKnow) {}
}
