package dev.latchkey.http;

import dev.latchkey.http.spi.RequestHead;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The rule for requests that a page of another site may have made a browser send, with the credential that the browser
 * attaches by itself.
 *
 * @param origins the origins whose pages may send them; empty for the host's own
 */
record CrossSite(Set<String> origins) {
    /** The header that no page of another origin can set without the host's consent. */
    static final String HEADER = "Latchkey-Csrf";

    private static final Set<String> SAFE = Set.of("GET", "HEAD");

    /** Tells whether a request must be refused, if its credential is ambient. */
    boolean refuses(RequestHead request, ClientAddress client) {
        if (SAFE.contains(request.method())) {
            return false;
        }
        List<String> sites = request.receivedHeader("Sec-Fetch-Site");
        List<String> origin = request.receivedHeader("Origin");
        boolean same = sites.stream().allMatch("same-origin"::equals);
        boolean own = origin.size() <= 1 && origin.stream().allMatch(one -> isOwn(one, client));
        return request.header(HEADER).isEmpty() || !same || !own;
    }

    /** Returns an origin as browsers write it: in lower case, and without the port that belongs to the scheme. */
    static String origin(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String usual = lower.startsWith("https:") ? ":443" : ":80";
        return lower.endsWith(usual) ? lower.substring(0, lower.length() - usual.length()) : lower;
    }

    private boolean isOwn(String origin, ClientAddress client) {
        String sent = origin.toLowerCase(Locale.ROOT);
        return origins.isEmpty() ? sent.equals(own(client)) : origins.contains(sent);
    }

    /** Returns the origin of the host. */
    private static String own(ClientAddress client) {
        return origin(client.scheme() + "://" + client.host() + ":" + client.port());
    }
}
