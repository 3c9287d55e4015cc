package dev.latchkey.http;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.http.internal.request.CredentialPlace;
import dev.latchkey.http.internal.request.CredentialPlaces;
import dev.latchkey.http.internal.request.HeaderValues;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The header, or headers, in which clients send their raw key. A key in a query string or a body is never read.
 * Immutable.
 */
public final class Credential {
    private static final String AUTHORIZATION = "Authorization";

    private final CredentialPlaces places;

    private Credential(List<CredentialPlace> places) {
        this.places = new CredentialPlaces(places);
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
            throw new InvalidValueException("header", "must not be Authorization, which needs a scheme");
        }
        return new Credential(List.of(new CredentialPlace(HeaderValues.name(name), false)));
    }

    /**
     * Names {@code Authorization: Bearer} as in RFC 6750.
     *
     * @return the credential
     */
    public static Credential bearer() {
        return new Credential(List.of(new CredentialPlace(AUTHORIZATION, true)));
    }

    /**
     * Combines several places. A client uses any one of them. Different credentials in two of them are refused as
     * malformed, and one credential in two of them counts once. Another scheme in {@code Authorization}, such as a
     * proxy's {@code Basic}, counts only where no other place has a credential.
     *
     * @param credentials the places; errors and the OpenAPI document name the first one first
     * @return the credential
     * @throws InvalidValueException when there are none, or two name the same header
     */
    public static Credential anyOf(Credential... credentials) {
        List<CredentialPlace> places = Stream.of(credentials)
                .flatMap(credential -> credential.places.places().stream())
                .toList();
        long headers = places.stream()
                .map(place -> place.header().toLowerCase(Locale.ROOT))
                .distinct()
                .count();
        if (places.isEmpty() || headers < places.size()) {
            throw new InvalidValueException("credential", "must name at least one place, and each place once");
        }
        return new Credential(places);
    }

    CredentialPlaces places() {
        return places;
    }

    /** Returns the headers and the scheme. */
    @Override
    public String toString() {
        return places.describe();
    }
}
