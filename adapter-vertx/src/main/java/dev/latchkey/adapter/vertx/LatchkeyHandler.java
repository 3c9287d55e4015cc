package dev.latchkey.adapter.vertx;

import dev.latchkey.core.access.Refusal;
import dev.latchkey.http.Admission;
import dev.latchkey.http.Decision;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.spi.Body;
import dev.latchkey.http.spi.RequestHead;
import dev.latchkey.http.spi.Response;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Lets in the requests that the route rules allow, answers all others, and serves the endpoints of Latchkey. Decisions
 * are made on the worker pool of Vert.x, so no event loop waits for a store. Safe for use by several threads.
 *
 * <pre>{@code
 * router.route().handler(new LatchkeyHandler(web));
 * router.get("/v1/messages").handler(context -> list(Callers.of(context).tenant()));
 * }</pre>
 *
 * <p><b>Security guarantees.</b> It guards the routes that are added to the router behind it, and only the requests
 * that come through the router. A reroute enters the router again and is decided again, by the rule of its new method
 * and
 * path. It takes a token of the rate limit again.
 *
 * <p>Put it on a route without a path, in front of all others. On the same route it may stand in front of a {@code
 * BodyHandler}, and Vert.x refuses it behind one. What needs no key, such as a {@code CorsHandler}, belongs in front.
 */
public final class LatchkeyHandler implements SecurityPolicyHandler {
    private final LatchkeyWeb web;
    private final String mountPath;

    /**
     * Makes a handler for a router whose paths are those of the rules.
     *
     * @param web decides about every request
     */
    public LatchkeyHandler(LatchkeyWeb web) {
        this(web, "");
    }

    /**
     * Makes a handler for an application whose paths all begin alike. A request outside of them is denied.
     *
     * @param web decides about every request
     * @param mountPath what rules and endpoints do not name, for example {@code /app}; empty for nothing
     * @throws dev.latchkey.core.InvalidValueException when a rule begins with the mount path
     */
    public LatchkeyHandler(LatchkeyWeb web, String mountPath) {
        web.checkPlace(mountPath, "");
        this.web = web;
        this.mountPath = mountPath;
    }

    /** Decides about a request, which waits meanwhile. */
    @Override
    public void handle(RoutingContext context) {
        Callers.forget(context);
        HttpServerRequest request = context.request();
        if (!request.isEnded()) {
            request.pause();
        }
        RequestHead head = VertxRequestHead.of(context, mountPath);
        blocking(context, () -> web.decide(head), decision -> {
            if (decision instanceof Decision.Respond refused) {
                ResponseSender.send(context, refused.response());
            } else if (decision instanceof Decision.Endpoint endpoint) {
                Callers.keep(context, web, endpoint.admission());
                ArrivingBody.read(context, endpoint, web.bodyTimeout(), body -> answer(context, endpoint, body));
            } else if (decision instanceof Decision.Proceed proceed) {
                proceed(context, proceed);
            }
        });
    }

    /**
     * Answers as a refused request is answered. For hosts that decide some things themselves behind this handler and
     * want one style of errors: 401 or 403, with the fields that belong to it. The head of the response must not be
     * written yet.
     *
     * @param context the request
     * @param refusal the reason, for example {@link Refusal#PERMISSION}
     */
    public void refuse(RoutingContext context, Refusal refusal) {
        Optional<Admission> admission = Callers.admission(context);
        ResponseSender.send(
                context,
                admission.isPresent()
                        ? web.refuse(admission.get(), refusal)
                        : web.refuse(VertxRequestHead.of(context, mountPath), refusal));
    }

    private void proceed(RoutingContext context, Decision.Proceed proceed) {
        Callers.keep(context, web, proceed.admission());
        HiddenFields.hide(context, web, proceed.admission().caller().orElse(null));
        proceed.fields().forEach(context.response()::putHeader);
        resume(context);
        context.next();
    }

    private static void answer(RoutingContext context, Decision.Endpoint endpoint, Body body) {
        blocking(context, () -> endpoint.answer().apply(body), (Response answer) -> {
            if (body.isLate()) {
                ResponseSender.sendAndClose(context, answer);
            } else {
                ResponseSender.send(context, answer);
            }
        });
    }

    /** Works on another thread, and goes on with the result on that of the request. */
    private static <T> void blocking(RoutingContext context, Callable<T> work, Handler<T> next) {
        context.vertx().executeBlocking(work, false).onComplete(done -> {
            if (context.response().ended() || context.response().closed()) {
                // The client is gone, or the host has answered: a timeout of its own, for example. The next request of
                // the connection is behind the rest of this one.
                resume(context);
                return;
            }
            if (done.failed()) {
                resume(context);
                context.fail(done.cause());
            } else {
                next.handle(done.result());
            }
        });
    }

    private static void resume(RoutingContext context) {
        if (!context.request().isEnded()) {
            context.request().resume();
        }
    }
}
