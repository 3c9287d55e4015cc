package dev.latchkey.adapter.servlet;

import dev.latchkey.Authenticator;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.servlet.Credential.Presented;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Requirement;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who sends a request and whether that caller may.
 *
 * @param latchkey decides, strictly or not
 * @param credential where raw keys are sent
 * @param trusted where trusted peers name a key by its id; null when nobody is trusted
 * @param principals who else may be known; null when nobody
 */
record Identification(
        Latchkey latchkey,
        Credential credential,
        @Nullable TrustedHandle trusted,
        @Nullable PrincipalResolver principals) {

    /** Whether what a rule needs is decided by what the store says now: as it wants, or because nothing is remembered. */
    boolean isStrict(@Nullable Rule rule) {
        return (rule != null && rule.strict()) || latchkey.strictAuthenticator() == latchkey.authenticator();
    }

    Verdict identify(HttpServletRequest request, Requirement requirement, boolean strict) {
        Authenticator authenticator = strict ? latchkey.strictAuthenticator() : latchkey.authenticator();
        InetAddress address = PeerAddress.of(request);
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
        Verdict verdict = authenticator.authenticate(presented.text(), requirement, address);
        return id != null && contradicts(verdict, id) ? malformed(authenticator, requirement, address) : verdict;
    }

    private static Verdict byId(
            Authenticator authenticator, String id, Requirement requirement, @Nullable InetAddress address) {
        String handle = KeyId.handle(id);
        return handle == null
                ? malformed(authenticator, requirement, address)
                : authenticator.authenticateTrusted(handle, requirement, address);
    }

    /** Null when nobody else is known. */
    private @Nullable Verdict byOthers(
            Authenticator authenticator,
            HttpServletRequest request,
            Requirement requirement,
            @Nullable InetAddress address) {
        Optional<Caller> caller = principals == null ? Optional.empty() : principals.resolve(request);
        return caller.map(known -> authenticator.authorizePrincipal(known, requirement, address))
                .orElse(null);
    }

    /** Counts as an attempt, and looks nothing up. */
    private static Verdict malformed(
            Authenticator authenticator, Requirement requirement, @Nullable InetAddress address) {
        return authenticator.authenticate(HeaderText.UNREADABLE, requirement, address);
    }

    /** The raw key has proven one key, the id names none of its secrets. */
    private static boolean contradicts(Verdict verdict, String id) {
        String handle = KeyId.handle(id);
        Caller caller = verdict.caller();
        return caller != null
                && caller.key() != null
                && (handle == null || caller.key().secret(handle).isEmpty());
    }
}
