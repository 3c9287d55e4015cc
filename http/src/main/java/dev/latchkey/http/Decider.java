package dev.latchkey.http;

import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.core.LatchkeyException;
import dev.latchkey.core.RepeatedWarning;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.scope.TenantScope;
import dev.latchkey.http.internal.endpoint.CallerFields;
import dev.latchkey.http.internal.endpoint.Endpoint;
import dev.latchkey.http.internal.endpoint.ResponseFactory;
import dev.latchkey.http.internal.error.ApiError;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.request.RequestAuthenticator;
import dev.latchkey.http.internal.request.RequestIds;
import dev.latchkey.http.internal.route.RouteTable;
import dev.latchkey.http.internal.route.RouteTable.Match;
import dev.latchkey.http.internal.route.Rule;
import dev.latchkey.http.spi.RequestHead;
import dev.latchkey.http.spi.RequestPath;
import dev.latchkey.http.spi.ResourceDirectory;
import dev.latchkey.http.spi.Response;
import dev.latchkey.ports.query.RateDecision;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a request from its head to a {@link Decision}: it is matched with a rule once, and its caller is
 * authenticated and authorized once. An endpoint's own work reads the key that it changes again, because it replaces
 * one version by the next: that read is what makes the second of two simultaneous changes fail.
 *
 * <p>The rules of the endpoints are always strict. A record cache may still accept a key that was revoked on another
 * node a moment ago, and such a key must not make itself another one.
 */
final class Decider {
    private static final Logger LOG = LoggerFactory.getLogger(Decider.class);

    private final Latchkey latchkey;
    private final AddressPolicy addresses;
    private final RequestAuthenticator authenticator;
    private final RouteTable own;
    private final RouteTable routes;
    private final List<Endpoint> endpoints;
    private final @Nullable ResourceDirectory directory;
    private final ApiErrors errors;
    private final CallerFields callerFields;
    private final @Nullable OperatorRequests operators;
    private final EndpointWork work;
    private final RepeatedWarning directoryFailures;
    private final RefusalLog refusals;

    /** Puts the rules of the endpoints in front of the host's, in their order. */
    Decider(
            RequestAuthenticator authenticator,
            AddressPolicy addresses,
            RouteTable routes,
            ServedEndpoints served,
            @Nullable ResourceDirectory directory,
            ApiErrors errors,
            CallerFields callerFields) {
        this.latchkey = authenticator.latchkey();
        this.authenticator = authenticator;
        this.addresses = addresses;
        this.own = routes;
        this.routes =
                routes.after(served.endpoints().stream().map(Decider::rule).toList());
        this.routes.checkShadowing();
        this.endpoints = served.endpoints();
        this.directory = directory;
        this.errors = errors;
        this.callerFields = callerFields;
        this.operators = served.operators();
        this.refusals = new RefusalLog(latchkey.keyFormat());
        this.work = new EndpointWork(errors, new RepeatedWarning(LOG::warn, LOG::debug, latchkey.clock()::millis));
        this.directoryFailures = new RepeatedWarning(LOG::warn, LOG::debug, latchkey.clock()::millis);
    }

    private static Rule rule(Endpoint endpoint) {
        return Rule.of(endpoint.method(), endpoint.path(), endpoint.requirement())
                .strictly();
    }

    void checkPlace(List<String> mount, List<String> part) {
        own.checkPlace(mount, part);
    }

    ClientAddress client(RequestHead request) {
        return addresses.of(request);
    }

    Decision decide(RequestHead request) {
        ResponseFactory answers = ResponseFactory.begin(callerFields.format(), request);
        if (authenticator.refusesClearText(request)) {
            return new Decision.Respond(answers.error(errors.insecureTransport()));
        }
        List<String> path = RequestPath.of(request).map(RequestPath::segments).orElse(null);
        Match match = routes.match(request.method(), path);
        Rule rule = match.rule();
        if (rule == null && !match.methods().isEmpty()) {
            return new Decision.Respond(otherMethod(request, match, answers));
        }
        if (operators != null && rule != null && isManaged(match)) {
            return managed(operators, request, match, answers);
        }
        if (rule != null && rule.requirement() == null) {
            Admission everyone = admission(request, rule, null, null, answers, () -> true);
            return served(request, match, everyone, null, answers);
        }
        // Also a request that no rule names: it is denied, with 401 to a stranger and with 403 to a key that is proven.
        return authenticated(request, match, answers);
    }

    private boolean isManaged(Match match) {
        return match.index() < endpoints.size() && endpoints.get(match.index()).isManaged();
    }

    private Decision managed(OperatorRequests who, RequestHead request, Match match, ResponseFactory begun) {
        Rule rule = Objects.requireNonNull(match.rule());
        // The credential of an operator need not be an API key, which is all that was looked for so far.
        if (authenticator.refusesUnreadClearText(request)) {
            return new Decision.Respond(begun.error(errors.insecureTransport()));
        }
        OperatorRequests.OperatorDecision decision = who.decide(request, rule, client(request), begun.requestId());
        RateDecision rate = decision.rate();
        Verdict verdict = decision.verdict();
        ResponseFactory answers = verdict != null
                ? begun.with(callerFields.of(verdict))
                : rate == null ? begun : begun.with(callerFields.format().rate(rate));
        if (decision.error() != null) {
            return new Decision.Respond(answers.error(decision.error().ofManagement()));
        }
        Admission admission = admission(request, rule, null, null, answers, () -> true);
        Endpoint endpoint = endpoints.get(match.index());
        return work.ask(
                endpoint,
                new Endpoint.Call(request, match.variables(), null, rate, decision.keys()),
                admission,
                answers);
    }

    private Decision authenticated(RequestHead request, Match match, ResponseFactory begun) {
        Rule rule = match.rule();
        String resource = rule == null ? null : rule.resourceOf(request, match.variables());
        Requirement requirement = requirementOf(rule, resource);
        InetAddress peer = client(request).peer();
        Verdict verdict = authenticator.authenticate(
                request, requirement, peer, rule != null && rule.strict(), rule != null && rule.optional());
        if (verdict == null) {
            return anonymous(request, match, resource, begun);
        }
        return authorized(request, match, resource, peer, verdict, begun);
    }

    /** Goes on with a caller whose credential and requirement were checked. */
    private Decision authorized(
            RequestHead request,
            Match match,
            @Nullable String resource,
            @Nullable InetAddress peer,
            Verdict verdict,
            ResponseFactory begun) {
        Rule rule = match.rule();
        ResponseFactory answers = begun.with(callerFields.of(verdict));
        if (verdict.outcome() != Verdict.Outcome.ACCEPTED) {
            refusals.refused(verdict, rule);
            return new Decision.Respond(answers.error(errors.of(verdict, request)));
        }
        if (rule == null) {
            refusals.noRoute(verdict.acceptedCaller());
            return new Decision.Respond(answers.error(errors.routeNotAllowed()));
        }
        Caller caller = RequestIds.on(verdict.acceptedCaller(), answers.requestId());
        String acted = rule.actsOn(caller, resource);
        boolean lacks = rule.lacksResource(caller, resource);
        ApiError missing = lacks ? errors.resourceNotNamed(rule.resource() != null) : missing(caller, acted);
        if (missing != null) {
            return new Decision.Respond(answers.error(missing));
        }
        // Without the request: what outlasts it, such as a WebSocket, asks when the stack may have taken it for
        // another.
        BooleanSupplier valid = () -> latchkey.authenticator().stillAccepts(caller, requirementOf(rule, resource), peer)
                && hasResource(caller, acted);
        Admission admission = admission(request, rule, caller, acted, answers, valid);
        return served(request, match, admission, verdict.rate(), answers);
    }

    /**
     * Decides where a later dispatch of a request leads that was let in before. Operators are known by another
     * credential than callers, so they are decided here for the first time.
     */
    Decision decideAgain(Admission before, RequestHead request) {
        ResponseFactory answers = ResponseFactory.of(callerFields.format(), before.context());
        List<String> path = RequestPath.of(request).map(RequestPath::segments).orElse(null);
        Match match = routes.match(request.method(), path);
        Rule rule = match.rule();
        if (rule == null && !match.methods().isEmpty()) {
            return new Decision.Respond(otherMethod(request, match, answers));
        }
        if (rule == null || match.index() >= endpoints.size()) {
            return new Decision.Respond(answers.error(errors.routeNotAllowed()));
        }
        if (rule.requirement() == null || isManaged(match)) {
            return decide(request);
        }
        // An open route, on which credentials are not looked at, leads to no endpoint that looks at them.
        Caller caller = before.caller().orElse(null);
        if (caller == null) {
            return new Decision.Respond(answers.error(errors.of(Refusal.MISSING)));
        }
        String resource = rule.resourceOf(request, match.variables());
        InetAddress peer = client(request).peer();
        Verdict verdict = latchkey.authenticator().authorizeAgain(caller, requirementOf(rule, resource), peer);
        return authorized(request, match, resource, peer, verdict, answers);
    }

    static Requirement requirementOf(@Nullable Rule rule, @Nullable String resource) {
        return rule == null || rule.requirement() == null ? Requirement.ANY : rule.needs(rule.requirement(), resource);
    }

    List<RouteRule> rules() {
        return routes.rules().stream().map(RouteRule::of).toList();
    }

    /** Lets in a request without any credential if its rule allows that. */
    private Decision anonymous(RequestHead request, Match match, @Nullable String resource, ResponseFactory begun) {
        Admission nobody = admission(request, Objects.requireNonNull(match.rule()), null, resource, begun, () -> true);
        return served(request, match, nobody, null, begun);
    }

    /** Decides that a request that was let in is served by the host, or by an endpoint. */
    private Decision served(
            RequestHead request,
            Match match,
            Admission admission,
            @Nullable RateDecision rate,
            ResponseFactory answers) {
        if (match.index() >= endpoints.size()) {
            return new Decision.Proceed(admission, admission.caller().isEmpty() ? answers.begun() : answers.admitted());
        }
        Endpoint endpoint = endpoints.get(match.index());
        Endpoint.Call call =
                new Endpoint.Call(request, match.variables(), admission.caller().orElse(null), rate, null);
        return work.ask(endpoint, call, admission, answers);
    }

    /** Answers to a method for which the path has no rule. OPTIONS asks for the others. */
    private Response otherMethod(RequestHead request, Match match, ResponseFactory answers) {
        return request.method().equals("OPTIONS")
                ? answers.methods(ApiErrors.allow(match.methods()))
                : answers.error(errors.methodNotAllowed(match.methods()));
    }

    /**
     * Tells whether the tenant has the resource on which a caller acts. The requirement sees to it that a resource key
     * acts on its own resource. Only the directory knows the resources of a tenant.
     */
    private boolean hasResource(Caller caller, @Nullable String resource) {
        if (resource == null || !(caller.scope() instanceof TenantScope)) {
            return true;
        }
        if (directory == null) {
            throw new IllegalStateException("a rule that names a resource needs a directory");
        }
        return directory.find(caller.tenant(), resource).isPresent();
    }

    private @Nullable ApiError missing(Caller caller, @Nullable String resource) {
        try {
            return hasResource(caller, resource) ? null : errors.resourceNotFound();
        } catch (LatchkeyException e) {
            directoryFailures.log("the ResourceDirectory failed", e);
            return errors.unavailable();
        }
    }

    private static Admission admission(
            RequestHead request,
            Rule rule,
            @Nullable Caller caller,
            @Nullable String resource,
            ResponseFactory answers,
            BooleanSupplier valid) {
        return new Admission(
                caller,
                request.method(),
                request.dispatchPath(),
                rule.path().toString(),
                resource,
                answers.context(),
                valid);
    }
}
