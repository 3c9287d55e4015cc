package dev.latchkey.adapter.servlet;

import dev.latchkey.core.InvalidValueException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** In which header clients send their raw key. A key in a query string or a body is never read. Immutable. */
public final class Credential {
    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "bearer ";

    private final String header;
    private final boolean bearer;

    private Credential(String header, boolean bearer) {
        this.header = header;
        this.bearer = bearer;
    }

    /**
     * A header of its own, whose whole value is the raw key.
     *
     * @param name for example {@code x-api-key}
     * @return the credential
     * @throws InvalidValueException when it cannot be a header's name, or is {@code Authorization}
     */
    public static Credential header(String name) {
        if (name.equalsIgnoreCase(AUTHORIZATION)) {
            throw new InvalidValueException("header", "must be another one than Authorization, which needs a scheme");
        }
        return new Credential(HeaderText.name(name), false);
    }

    /**
     * {@code Authorization: Bearer} as in RFC 6750.
     *
     * @return the credential
     */
    public static Credential bearer() {
        return new Credential(AUTHORIZATION, true);
    }

    /** Whether {@code Authorization} has something else than a bearer token. */
    boolean isOfAnotherScheme(HttpServletRequest request) {
        String value = bearer ? HeaderText.single(request, header) : null;
        return value != null && !value.isEmpty() && !isBearer(value);
    }

    Presented read(HttpServletRequest request) {
        String value = HeaderText.single(request, header);
        if (value == null) {
            return new Presented(null, true);
        }
        if (!bearer) {
            return new Presented(HeaderText.readable(value), false);
        }
        boolean isBearer = isBearer(value);
        String token = isBearer ? HeaderText.readable(token(value)) : HeaderText.UNREADABLE;
        // Another scheme, or a token of another format, may be somebody else's business. Two headers, or garbage, are
        // nobody's.
        boolean othersMayKnow = isBearer ? !token.isEmpty() : !value.isEmpty();
        return new Presented(token, othersMayKnow);
    }

    /** RFC 9110 lets any number of spaces stand between scheme and token. */
    private static String token(String value) {
        int begin = BEARER.length();
        while (begin < value.length() && value.charAt(begin) == ' ') {
            begin++;
        }
        return value.substring(begin);
    }

    /** The {@code WWW-Authenticate} of RFC 9110; {@code error} is one of RFC 6750, null when no credential was sent. */
    String challenge(String realm, @Nullable String error) {
        if (!bearer) {
            return "ApiKey realm=\"" + realm + "\", header=\"" + header + "\"";
        }
        return "Bearer realm=\"" + realm + "\"" + (error == null ? "" : ", error=\"" + error + "\"");
    }

    /** As a security scheme of OpenAPI. */
    void describe(Json json) {
        if (bearer) {
            json.text("type", "http");
            json.text("scheme", "bearer");
        } else {
            json.text("type", "apiKey");
            json.text("in", "header");
            json.text("name", header);
        }
        json.text("description", "An API key, as it was shown when it was made.");
    }

    private static boolean isBearer(String value) {
        return value.toLowerCase(Locale.ROOT).startsWith(BEARER);
    }

    boolean isBearer() {
        return bearer;
    }

    /** Says where the key goes. */
    @Override
    public String toString() {
        return bearer ? "Authorization: Bearer" : header;
    }

    /**
     * What a request carries.
     *
     * @param text the text to be taken for a raw key; null when there is none; empty when it cannot be one
     * @param othersMayKnow whether another principal may be looked for when it is not one of our keys
     */
    record Presented(@Nullable String text, boolean othersMayKnow) {}
}
