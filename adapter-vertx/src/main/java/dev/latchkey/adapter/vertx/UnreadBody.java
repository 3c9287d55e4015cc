package dev.latchkey.adapter.vertx;

import dev.latchkey.http.spi.Body;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;

/**
 * The part of a request's body that has not been read when the request is answered. What has arrived is discarded
 * before the answer, and what still arrives after it, up to bounds of length and time: a client that sends before it
 * listens
 * would lose the answer to a connection that is reset. Used on the thread of the request alone.
 */
final class UnreadBody {
    private static final Duration MAX_LINGERING = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private long discarded;
    private boolean lingering;
    private boolean closed;
    private long timer;

    private UnreadBody(RoutingContext context) {
        this.vertx = context.vertx();
        this.request = context.request();
        this.response = context.response();
    }

    static UnreadBody of(RoutingContext context) {
        return new UnreadBody(context);
    }

    /** Discards what has arrived, and then goes on. */
    static void settle(RoutingContext context, Handler<UnreadBody> next) {
        UnreadBody unread = new UnreadBody(context);
        if (unread.request.isEnded()) {
            next.handle(unread);
            return;
        }
        unread.discard();
        // Behind what the request hands out now.
        unread.vertx.runOnContext(discarded -> next.handle(unread));
    }

    /**
     * Returns the length of the body; negative when it is not known. Later versions of HTTP need no field for it. The
     * server has refused a length that is no number.
     */
    static long announced(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        if (request.headers().contains("Transfer-Encoding")) {
            return -1;
        }
        return length != null ? Long.parseLong(length) : isHttp1(request) ? 0 : -1;
    }

    private static boolean isHttp1(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_1_0 || request.version() == HttpVersion.HTTP_1_1;
    }

    /** Tells whether a part of the body may still arrive. */
    boolean mayArrive() {
        return !request.isEnded() && announced(request) != 0;
    }

    /** Later versions of HTTP forbid the field, and end the stream of this one request. */
    void announceEnd() {
        if (isHttp1(request)) {
            response.putHeader("Connection", "close");
        }
    }

    /** Discards what arrives after the answer, and then closes. */
    void linger() {
        lingering = true;
        timer = vertx.setTimer(MAX_LINGERING.toMillis(), due -> close());
        bound();
    }

    /** Ends the connection, or the stream of this request. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (lingering) {
            vertx.cancelTimer(timer);
        }
        if (isHttp1(request)) {
            request.connection().close();
        } else if (!request.isEnded()) {
            reset();
        }
    }

    private void discard() {
        request.handler(buffer -> {
            discarded += buffer.length();
            bound();
        });
        request.endHandler(end -> endLingering());
        request.exceptionHandler(lost -> endLingering());
        request.resume();
    }

    private void bound() {
        if (lingering && discarded > Body.MAX_DISCARDED) {
            close();
        }
    }

    private void endLingering() {
        if (lingering) {
            close();
        }
    }

    /** Tells the client that the rest is not wanted. The method returns another type in Vert.x 4 than in 5. */
    private void reset() {
        try {
            HttpServerResponse.class.getMethod("reset", long.class).invoke(response, 0L);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            request.connection().close();
        }
    }
}
