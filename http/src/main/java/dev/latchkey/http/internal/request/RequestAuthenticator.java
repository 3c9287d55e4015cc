package dev.latchkey.http.internal.request;

import dev.latchkey.Authenticator;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.http.internal.request.CredentialPlace.Presented;
import dev.latchkey.http.spi.PrincipalResolver;
import dev.latchkey.http.spi.RequestHead;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The reader of the credential that a request carries: a raw key, the handle of one from a trusted peer, or a principal
 * of the host. Hands it to the {@link Authenticator}.
 *
 * @param latchkey has the authenticator, strict or not
 * @param credential the headers for raw keys
 * @param trusted the header in which trusted peers name a key; null if no peer is trusted
 * @param principals knows callers that are not API keys
 * @param clearText refuses credentials that were not sent over TLS; null if they are accepted
 */
public record RequestAuthenticator(
        Latchkey latchkey,
        CredentialPlaces credential,
        @Nullable TrustedHandleHeader trusted,
        PrincipalResolver principals,
        @Nullable ClearText clearText) {
    /** Tells whether a request is refused because it carries a credential over clear text. Nothing is looked up. */
    public boolean refusesClearText(RequestHead request) {
        return clearText != null && clearText.refuses(request, credential);
    }

    /**
     * Tells whether a request is refused because it carries over clear text what only the host can read, such as the
     * cookie of an operator. {@link #refusesClearText} finds API keys alone.
     */
    public boolean refusesUnreadClearText(RequestHead request) {
        return clearText != null && !clearText.secure().test(request);
    }

    /**
     * Authenticates the caller of a request, and authorizes it.
     *
     * @param address where the request comes from
     * @param strict whether the store is read whatever a record cache remembers
     * @param optional whether a request without any credential is let in
     * @return the verdict; null for a request without any credential that is let in
     */
    public @Nullable Verdict authenticate(
            RequestHead request,
            Requirement requirement,
            @Nullable InetAddress address,
            boolean strict,
            boolean optional) {
        Authenticator authenticator = authenticator(strict);
        Presented presented = credential.read(request);
        String id = trusted == null ? null : trusted.read(request);
        if (id != null && presented.text() == null) {
            return byId(authenticator, id, requirement, address);
        }
        // Asked before what is no key of ours is taken for an attempt at one.
        boolean others = id == null && presented.othersMayKnow() && !authenticator.recognizes(presented.text());
        Verdict other = others ? byOthers(authenticator, request, requirement, address) : null;
        if (other != null) {
            return other;
        }
        if (optional && presented.text() == null) {
            return null;
        }
        Verdict verdict = authenticator.authenticate(presented.text(), requirement, address);
        return id != null && contradicts(verdict, id) ? malformed(authenticator, requirement, address) : verdict;
    }

    /**
     * Authenticates an API key that manages keys, and authorizes it. Neither a key that a trusted peer only names nor
     * another principal is one.
     *
     * @param address where the request comes from
     * @param strict whether the store is read whatever a record cache remembers
     */
    public Verdict authenticateRawKey(
            RequestHead request, Requirement requirement, @Nullable InetAddress address, boolean strict) {
        return authenticator(strict).authenticate(credential.read(request).text(), requirement, address);
    }

    private Authenticator authenticator(boolean strict) {
        return strict ? latchkey.strictAuthenticator() : latchkey.authenticator();
    }

    private static Verdict byId(
            Authenticator authenticator, String id, Requirement requirement, @Nullable InetAddress address) {
        String handle = SecretId.handle(id);
        return handle == null
                ? malformed(authenticator, requirement, address)
                : authenticator.authenticateTrusted(handle, requirement, address);
    }

    /** Returns null when no other principal is known. */
    private @Nullable Verdict byOthers(
            Authenticator authenticator, RequestHead request, Requirement requirement, @Nullable InetAddress address) {
        Optional<Caller> caller = principals.resolve(request);
        return caller.map(known -> authenticator.authorizePrincipal(known, requirement, address))
                .orElse(null);
    }

    /** Counts as an attempt, and looks nothing up. */
    private static Verdict malformed(
            Authenticator authenticator, Requirement requirement, @Nullable InetAddress address) {
        return authenticator.authenticate(HeaderValues.UNREADABLE, requirement, address);
    }

    /** Tells whether the raw key has proven one key and the id names none of its secrets. */
    private static boolean contradicts(Verdict verdict, String id) {
        String handle = SecretId.handle(id);
        Caller caller = verdict.caller();
        return caller != null
                && caller.key() != null
                && (handle == null || caller.key().secret(handle).isEmpty());
    }
}
