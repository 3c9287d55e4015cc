package dev.latchkey.http;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.http.internal.request.CredentialPlace;
import dev.latchkey.http.internal.request.HeaderValues;

/** The header in which clients send their raw key. A key in a query string or a body is never read. Immutable. */
public final class Credential {
    private static final String AUTHORIZATION = "Authorization";

    private final CredentialPlace place;

    private Credential(CredentialPlace place) {
        this.place = place;
    }

    /**
     * Names a header whose whole value is the raw key.
     *
     * @param name for example {@code x-api-key}
     * @return the credential
     * @throws InvalidValueException when it cannot be a header's name, or is {@code Authorization}
     */
    public static Credential header(String name) {
        if (name.equalsIgnoreCase(AUTHORIZATION)) {
            throw new InvalidValueException("header", "must be another one than Authorization, which needs a scheme");
        }
        return new Credential(new CredentialPlace(HeaderValues.name(name), false));
    }

    /**
     * Names {@code Authorization: Bearer} as in RFC 6750.
     *
     * @return the credential
     */
    public static Credential bearer() {
        return new Credential(new CredentialPlace(AUTHORIZATION, true));
    }

    CredentialPlace place() {
        return place;
    }

    /** Tells the header and the scheme. */
    @Override
    public String toString() {
        return place.describe();
    }
}
