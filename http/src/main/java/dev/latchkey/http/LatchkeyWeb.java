package dev.latchkey.http;

import dev.latchkey.Latchkey;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.http.internal.endpoint.CallerFields;
import dev.latchkey.http.internal.endpoint.IdempotencyHeader;
import dev.latchkey.http.internal.endpoint.ResponseFactory;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.json.HeaderSchema;
import dev.latchkey.http.internal.request.CredentialPlaces;
import dev.latchkey.http.spi.Body;
import dev.latchkey.http.spi.RequestHead;
import dev.latchkey.http.spi.RequestPath;
import dev.latchkey.http.spi.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The entrance of a web stack to Latchkey: a request's head goes in, and a {@link Decision} comes out.
 *
 * <pre>{@code
 * LatchkeyWeb web = LatchkeyWeb.builder(latchkey)
 *         .resources(directory)
 *         .routes(Routes.builder().tenantOnly("GET", "/v1/numbers").build())
 *         .defaultKeys("/v1/api-keys")
 *         .build();
 * }</pre>
 *
 * <p><b>Security guarantees.</b> What no rule names is denied. What serves a request was decided by the rule that names
 * it, for every spelling of its path, as long as the binding does its duties. No request makes {@link #decide} throw,
 * whatever it contains. What the host's own resolver or finder throws passes through.
 *
 * <p><b>The duties of a binding</b>, which joins this class to one web stack. The tests of {@code
 * latchkey-http-contract-tests} check them over sockets.
 *
 * <ol>
 *   <li>The raw path and the raw query are not decoded: they are those that the client sent, unless code of the host in
 *       front of the binding has rewritten them.
 *   <li>Each line of a header stays a value of its own.
 *   <li>The peer is that of the connection itself, and no header changes it.
 *   <li>Every request that enters the stack is decided once, before anything of its body is read. What is kept of an
 *       earlier decision is ignored then. Later dispatches of the same request inside the stack keep its {@link
 *       Admission}.
 *   <li>The decision may block. A stack with an event loop runs it on another thread.
 *   <li>On {@link Decision.Respond} the response is written as it is, and nothing else sees the request.
 *   <li>On {@link Decision.Proceed} the fields are set before the host runs, and never after it: they do not replace
 *       the host's.
 *   <li>On {@link Decision.Endpoint} the body is read up to the bound and no further, and the answer is written. Of a
 *       body that has not arrived within {@link #bodyTimeout} nothing more is awaited: the endpoint answers {@link
 *       Body#LATE}, and the connection ends.
 *   <li>The last check before the host's code compares method and path with {@link Admission#covers} and answers with
 *       {@link #refuseRoute} when one differs.
 *   <li>A response to {@code HEAD} has the length of its body and not the body.
 *   <li>When a response is written before the body of its request was read, the rest is discarded up to a bound, or the
 *       response says that the connection ends.
 * </ol>
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class LatchkeyWeb {
    private final Decider decider;
    private final ApiErrors errors;
    private final CallerFields callerFields;
    private final Map<String, String> roles;
    private final List<String> basePaths;
    private final @Nullable String documentPath;
    private final ForBindings forBindings;

    LatchkeyWeb(
            Decider decider,
            ApiErrors errors,
            CallerFields callerFields,
            Map<String, String> roles,
            List<String> basePaths,
            @Nullable String documentPath,
            ForBindings forBindings) {
        this.decider = decider;
        this.errors = errors;
        this.callerFields = callerFields;
        this.roles = Map.copyOf(roles);
        this.basePaths = List.copyOf(basePaths);
        this.documentPath = documentPath;
        this.forBindings = forBindings;
    }

    /**
     * Begins to configure.
     *
     * @param latchkey the keys; it stays the host's to close
     * @return a new builder
     */
    public static LatchkeyWebBuilder builder(Latchkey latchkey) {
        return new LatchkeyWebBuilder(latchkey);
    }

    /**
     * Decides about a request. May block: a store is read, and the first proof of a key is computed.
     *
     * @param request the head of the request
     * @return what the binding does with it
     */
    public Decision decide(RequestHead request) {
        return decider.decide(request);
    }

    /**
     * Decides about a later dispatch of a request that was let in, such as a forward, that leads to an endpoint. The
     * caller is the one that was let in. It is authorized again, and its request is not counted again. May block: the
     * store is read.
     *
     * @param admission the admission of the request
     * @param request the request as the dispatch has it
     * @return an endpoint, or a refusal
     */
    public Decision decideAgain(Admission admission, RequestHead request) {
        return decider.decideAgain(admission, request);
    }

    /**
     * Returns where a request comes from, by the address policy of the host.
     *
     * @param request the head of the request
     * @return the client
     */
    public ClientAddress client(RequestHead request) {
        return decider.client(request);
    }

    /**
     * Answers in the configured style of errors that a request is refused. For hosts that decide some things
     * themselves.
     *
     * @param request the head of the request
     * @param refusal the reason, for example {@link Refusal#PERMISSION}
     * @return 401 or 403, with the fields that belong to it
     */
    public Response refuse(RequestHead request, Refusal refusal) {
        return ResponseFactory.begin(callerFields.format(), request).error(errors.of(refusal));
    }

    /**
     * Answers in the configured style of errors that a request is refused which was let in before. The answer names the
     * request as the earlier decision does.
     *
     * @param admission the admission of the request
     * @param refusal the reason, for example {@link Refusal#PERMISSION}
     * @return 401 or 403, with the fields that belong to it
     */
    public Response refuse(Admission admission, Refusal refusal) {
        return ResponseFactory.of(callerFields.format(), admission.context()).error(errors.of(refusal));
    }

    /**
     * Answers that no rule allows what a request has become since it was let in.
     *
     * @param admission the admission of the request
     * @return 403, as for a path that no rule names
     */
    public Response refuseRoute(Admission admission) {
        return ResponseFactory.of(callerFields.format(), admission.context()).error(errors.routeNotAllowed());
    }

    /**
     * Tells whether a caller is in a role that the host has named.
     *
     * @param caller the caller
     * @param role the name, of any content
     * @return true when {@link LatchkeyWebBuilder#role} names it, and the caller holds its permission
     */
    public boolean isInRole(Caller caller, String role) {
        String permission = roles.get(role);
        return permission != null && caller.holds(permission);
    }

    /**
     * Returns the time in which the whole body of a request to an endpoint has to arrive, from the decision.
     *
     * @return the time
     */
    public Duration bodyTimeout() {
        return forBindings.bodyTimeout();
    }

    /**
     * Tells whether the host's code is not to see a line of a header, because it holds the credential.
     *
     * @param caller the caller; null for nobody
     * @param name the name of the header
     * @param value the line
     * @return true when {@link LatchkeyWebBuilder#hideCredential} hides it
     */
    public boolean hides(@Nullable Caller caller, String name, String value) {
        CredentialPlaces hidden = forBindings.hidden();
        boolean otherPrincipal = caller != null && caller.key() == null;
        return hidden != null && hidden.hold(name, value, otherPrincipal);
    }

    /**
     * Tells whether any header may be hidden.
     *
     * @return true when the host has called {@link LatchkeyWebBuilder#hideCredential}
     */
    public boolean hidesCredential() {
        return forBindings.hidden() != null;
    }

    /**
     * Returns the name of a caller in APIs that have one for the user of a request.
     *
     * @param caller the caller
     * @return the name that {@link LatchkeyWebBuilder#userName} chooses
     */
    public String userName(Caller caller) {
        return forBindings.userName().apply(caller);
    }

    /**
     * Returns the id of a caller as logs may have it, which bindings keep on a request for access logs.
     *
     * @param caller the caller
     * @return the id of the API key or of the principal, without what has the shape of a raw key
     */
    public String loggedId(Caller caller) {
        return forBindings.client().kept(caller.actor().id());
    }

    /**
     * Checks that each rule of the host can match a request where a binding is installed. A binding calls it when it
     * is.
     *
     * @param mountPath the mount path; empty for the root
     * @param part the literal path below which the binding asks about requests; empty when it asks about all
     * @throws dev.latchkey.core.InvalidValueException when a rule begins with the mount path, or lies outside of the
     *     part
     */
    public void checkPlace(String mountPath, String part) {
        decider.checkPlace(segments(mountPath), segments(part));
    }

    private static List<String> segments(String path) {
        return path.isEmpty()
                ? List.of()
                : RequestPath.ofDecoded(path).map(RequestPath::segments).orElse(List.of());
    }

    /**
     * Returns the header fields of responses that a page of another origin cannot read unless the host's CORS exposes
     * them. Latchkey itself writes no CORS field.
     *
     * @return the names of fields for {@code Access-Control-Expose-Headers}
     */
    public List<String> exposedHeaders() {
        Stream<String> ofEveryStyle = Stream.of(
                HeaderSchema.RETRY_AFTER.name(),
                "WWW-Authenticate",
                HeaderSchema.LOCATION.name(),
                IdempotencyHeader.REPLAYED.name(),
                HeaderSchema.ALLOW.name(),
                HeaderSchema.ACCEPT.name(),
                "ETag");
        Stream<String> ofThisStyle = Stream.concat(
                        callerFields.format().fields().stream(), callerFields.schemas().stream())
                .map(HeaderSchema::name);
        return Stream.concat(ofEveryStyle, ofThisStyle).toList();
    }

    /**
     * Returns the rules about requests, in the order in which they are tried.
     *
     * @return the rules of the endpoints, and then those of the host
     */
    public List<RouteRule> rules() {
        return decider.rules();
    }

    /**
     * Returns the paths below which the endpoints are mounted.
     *
     * @return the base path of each dialect
     */
    public List<String> basePaths() {
        return basePaths;
    }

    /**
     * Returns the path of the OpenAPI document.
     *
     * @return the path; empty when the document is not served
     */
    public Optional<String> documentPath() {
        return Optional.ofNullable(documentPath);
    }
}
