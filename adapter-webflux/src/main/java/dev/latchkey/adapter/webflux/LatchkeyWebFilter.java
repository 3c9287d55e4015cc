package dev.latchkey.adapter.webflux;

import dev.latchkey.core.access.Refusal;
import dev.latchkey.http.Admission;
import dev.latchkey.http.Decision;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.spi.RequestHead;
import dev.latchkey.http.spi.Response;
import java.security.Principal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Lets in the requests that the route rules allow, answers all others, and serves the endpoints of Latchkey. Decisions
 * are made on the bounded elastic scheduler, so no event loop waits for a store. What serves a request that was let in
 * runs on the event loop of its connection again. Safe for use by several threads.
 *
 * <pre>{@code
 * @Bean
 * LatchkeyWebFilter latchkeyWebFilter(LatchkeyWeb web) {
 *     return new LatchkeyWebFilter(web);
 * }
 * }</pre>
 *
 * <p><b>Security guarantees.</b> It guards what comes behind it in the chain of filters: the other filters and all
 * handlers. A filter that rewrites methods or paths belongs in front, where the new ones are decided. Behind one that
 * rewrites them later, {@link #lastCheck} refuses what was not decided.
 */
public final class LatchkeyWebFilter implements WebFilter, Ordered {
    /** The place among the filters: in front of Spring Security's, and behind those that rewrite requests. */
    public static final int ORDER = -200;

    private final LatchkeyWeb web;

    /**
     * Makes a filter.
     *
     * @param web decides about every request
     */
    public LatchkeyWebFilter(LatchkeyWeb web) {
        this.web = web;
    }

    /**
     * Returns the place among the filters.
     *
     * @return {@link #ORDER}
     */
    @Override
    public int getOrder() {
        return ORDER;
    }

    /**
     * Decides about a request, which waits meanwhile. A principal that a filter in front has authenticated is known to
     * the decision.
     *
     * @param exchange the request
     * @param chain what serves a request that is let in
     * @return completes when the request is answered
     */
    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Callers.forget(exchange);
        return exchange.<Principal>getPrincipal()
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(principal -> {
                    RequestHead head = new WebFluxRequestHead(exchange, principal.orElse(null));
                    return blocking(() -> web.decide(head));
                })
                .flatMap(decision -> carryOut(decision, exchange, chain));
    }

    private Mono<Void> carryOut(Decision decision, ServerWebExchange exchange, WebFilterChain chain) {
        if (decision instanceof Decision.Respond refused) {
            return answer(exchange, refused.response());
        }
        if (decision instanceof Decision.Endpoint endpoint) {
            return serve(exchange, endpoint);
        }
        Decision.Proceed proceed = (Decision.Proceed) decision;
        Callers.keep(exchange, web, proceed.admission());
        proceed.fields().forEach(exchange.getResponse().getHeaders()::set);
        ServerWebExchange shown =
                ShownRequest.of(exchange, web, proceed.admission().caller().orElse(null));
        return NativeRequest.onItsThread(exchange.getRequest(), () -> chain.filter(shown));
    }

    private Mono<Void> serve(ServerWebExchange exchange, Decision.Endpoint endpoint) {
        Callers.keep(exchange, web, endpoint.admission());
        ArrivingBody arriving = new ArrivingBody(exchange.getRequest());
        return arriving.read(endpoint.maxBody(), web.bodyTimeout())
                .flatMap(body -> blocking(() -> endpoint.answer().apply(body))
                        .flatMap(answer -> ResponseSender.send(exchange, arriving, answer, !body.isLate())));
    }

    /**
     * Returns the last check before a handler, for hosts with filters that rewrite methods or paths behind this one. It
     * answers 403 to a request whose method or path is not the one that was let in, and also to one that this filter
     * has not seen. It belongs behind all such filters, as a bean with the lowest precedence.
     *
     * @return the filter
     */
    public WebFilter lastCheck() {
        return (exchange, chain) -> {
            RequestHead head = new WebFluxRequestHead(exchange, null);
            Optional<Admission> admission = Callers.admission(exchange);
            if (admission.isEmpty()) {
                return refuse(exchange, Refusal.MISSING);
            }
            return admission.get().covers(head)
                    ? chain.filter(exchange)
                    : answer(exchange, web.refuseRoute(admission.get()));
        };
    }

    /**
     * Answers as a refused request is answered. For hosts that decide some things themselves behind this filter and
     * want one style of errors: 401 or 403, with the fields that belong to it. The response must not be committed yet.
     *
     * @param exchange the request
     * @param refusal the reason, for example {@link Refusal#PERMISSION}
     * @return completes when the request is answered
     */
    public Mono<Void> refuse(ServerWebExchange exchange, Refusal refusal) {
        return answer(
                exchange,
                Callers.admission(exchange)
                        .map(admission -> web.refuse(admission, refusal))
                        .orElseGet(() -> web.refuse(new WebFluxRequestHead(exchange, null), refusal)));
    }

    private static Mono<Void> answer(ServerWebExchange exchange, Response answer) {
        return ResponseSender.send(exchange, new ArrivingBody(exchange.getRequest()), answer, true);
    }

    /**
     * Works on a thread that may block. A client that hangs up meanwhile does not interrupt the work: some stores take
     * an interrupt for the end of their connections.
     */
    private static <T> Mono<T> blocking(Supplier<T> work) {
        return Mono.fromFuture(
                () -> CompletableFuture.supplyAsync(
                        work, task -> Schedulers.boundedElastic().schedule(task)),
                true);
    }
}
