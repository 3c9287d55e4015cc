package dev.latchkey.http;

import dev.latchkey.Latchkey;
import dev.latchkey.OperatorKeys;
import dev.latchkey.Verdict;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.Origin;
import dev.latchkey.http.internal.error.ApiError;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.request.RequestAuthenticator;
import dev.latchkey.http.internal.request.RequestIds;
import dev.latchkey.http.internal.route.Rule;
import dev.latchkey.http.spi.RequestHead;
import dev.latchkey.ports.query.RateDecision;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds who manages keys by a request: an operator of the host, or an API key that is proven. Nobody else, and no key
 * that a trusted peer only names. Safe for use by several threads.
 */
final class OperatorRequests {
    private final Latchkey latchkey;
    private final RequestAuthenticator authenticator;
    private final ManagedKeys choices;
    private final ApiErrors errors;
    private final CrossSite crossSite;

    OperatorRequests(RequestAuthenticator authenticator, ManagedKeys choices, ApiErrors errors) {
        this.latchkey = authenticator.latchkey();
        this.authenticator = authenticator;
        this.choices = choices;
        this.errors = errors;
        this.crossSite = new CrossSite(choices.origins());
    }

    /**
     * The decision about a request: the keys that the caller manages, or a refusal.
     *
     * @param keys the keys as the caller manages them; null if it is refused
     * @param rate what the limit of an operator has left; null if none applies
     * @param verdict the verdict about an API key; null for an operator
     * @param error why it is refused; null if it is not
     */
    record OperatorDecision(
            @Nullable OperatorKeys keys,
            @Nullable RateDecision rate,
            @Nullable Verdict verdict,
            @Nullable ApiError error) {}

    /** Decides about the head of a request by a rule, which is for API keys alone. */
    OperatorDecision decide(RequestHead request, Rule rule, ClientAddress client, @Nullable String requestId) {
        Optional<Operator> operator = choices.operators().resolve(request);
        if (operator.isPresent()) {
            return decideOperator(operator.get(), request, client, requestId);
        }
        if (!choices.takesApiKeys()) {
            return new OperatorDecision(null, null, null, errors.operatorMissing());
        }
        return decideKey(request, rule, client.peer(), requestId);
    }

    private OperatorDecision decideOperator(
            Operator operator, RequestHead request, ClientAddress client, @Nullable String requestId) {
        InetAddress peer = client.peer();
        Origin origin = Origin.of(peer == null ? null : peer.getHostAddress()).requestId(requestId);
        Operator known = operator.from(origin);
        RateDecision rate = latchkey.management().take(known);
        if (rate != null && !rate.allowed()) {
            return new OperatorDecision(null, rate, null, errors.tooManyRequests(rate.retryAfter()));
        }
        if (known.ambient() && crossSite.refuses(request, client)) {
            return new OperatorDecision(null, rate, null, errors.crossSite(CrossSite.HEADER));
        }
        return new OperatorDecision(latchkey.management().by(known), rate, null, null);
    }

    private OperatorDecision decideKey(
            RequestHead request, Rule rule, @Nullable InetAddress peer, @Nullable String requestId) {
        Requirement requirement = Decider.requirementOf(rule, null);
        Verdict verdict = authenticator.authenticateRawKey(request, requirement, peer, rule.strict());
        if (verdict.outcome() != Verdict.Outcome.ACCEPTED) {
            return new OperatorDecision(null, null, verdict, errors.of(verdict, request));
        }
        Caller identified = RequestIds.on(verdict.acceptedCaller(), requestId);
        return new OperatorDecision(latchkey.management().by(identified), null, verdict, null);
    }
}
