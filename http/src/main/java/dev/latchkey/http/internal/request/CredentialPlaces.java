package dev.latchkey.http.internal.request;

import dev.latchkey.http.internal.request.CredentialPlace.Presented;
import dev.latchkey.http.spi.RequestHead;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The headers in which clients send their raw key. A request that has different credentials in two of them is refused,
 * and nothing is looked up: nobody knows which one was meant. One credential in two of them counts once.
 *
 * @param places the headers, the one that errors recommend first
 */
public record CredentialPlaces(List<CredentialPlace> places) {
    private static final Presented DIFFERENT = new Presented(HeaderValues.UNREADABLE, false);

    public CredentialPlaces {
        places = List.copyOf(places);
    }

    /** Reads what a request presents. */
    public Presented read(RequestHead request) {
        Presented found = places.get(0).read(request);
        boolean foundOtherScheme = places.get(0).isOfAnotherScheme(request);
        for (CredentialPlace place : places.subList(1, places.size())) {
            Presented next = place.read(request);
            boolean otherScheme = place.isOfAnotherScheme(request);
            if (found.text() == null || (foundOtherScheme && next.text() != null)) {
                // Another scheme in Authorization is no key, and may be a proxy's.
                found = next;
                foundOtherScheme = otherScheme;
            } else if (next.text() != null && !otherScheme && !next.text().equals(found.text())) {
                return DIFFERENT;
            }
        }
        return found;
    }

    /** Tells whether the only credential is one of another scheme than {@code Bearer}. */
    public boolean isOfAnotherScheme(RequestHead request) {
        return places.stream().anyMatch(place -> place.isOfAnotherScheme(request))
                && places.stream()
                        .allMatch(place -> place.isOfAnotherScheme(request)
                                || place.read(request).text() == null);
    }

    /**
     * Tells whether a line of a header holds a credential.
     *
     * @param otherPrincipal whether the caller is a principal that is not an API key: a bearer token is its own
     */
    public boolean hold(String name, String value, boolean otherPrincipal) {
        return places.stream()
                .filter(place -> !place.bearer() || !otherPrincipal)
                .anyMatch(place -> place.holds(name, value));
    }

    /** Tells whether bearer tokens are among the credentials. */
    public boolean bearer() {
        return places.stream().anyMatch(CredentialPlace::bearer);
    }

    /**
     * Returns the challenges of RFC 9110 in one field; {@code error} is one of RFC 6750, null when no credential was
     * sent.
     */
    public String challenge(String realm, @Nullable String error) {
        return challenge(places.stream(), realm, error);
    }

    /** Returns the challenge of RFC 6750 alone. */
    public String bearerChallenge(String realm, String error) {
        return challenge(places.stream().filter(CredentialPlace::bearer), realm, error);
    }

    private static String challenge(Stream<CredentialPlace> places, String realm, @Nullable String error) {
        return places.map(place -> place.challenge(realm, error)).collect(Collectors.joining(", "));
    }

    /** Returns the places in the words of an error. */
    public String describe() {
        return places.stream().map(CredentialPlace::describe).collect(Collectors.joining(" or "));
    }
}
