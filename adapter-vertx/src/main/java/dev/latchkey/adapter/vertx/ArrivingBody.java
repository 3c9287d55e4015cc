package dev.latchkey.adapter.vertx;

import dev.latchkey.http.Decision;
import dev.latchkey.http.spi.Body;
import dev.latchkey.http.spi.BodyReader;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The body of a request to an endpoint. No thread waits for it. Used on the thread of the request alone. */
final class ArrivingBody {
    private final Vertx vertx;
    private final HttpServerRequest request;
    private final BodyReader reader;
    private final Handler<Body> next;
    private boolean ended;
    private long timer;

    private ArrivingBody(RoutingContext context, BodyReader reader, Handler<Body> next) {
        this.vertx = context.vertx();
        this.request = context.request();
        this.reader = reader;
        this.next = next;
    }

    /** Reads a body and goes on with it, unless the connection is lost meanwhile. */
    static void read(RoutingContext context, Decision.Endpoint endpoint, Duration timeout, Handler<Body> next) {
        HttpServerRequest request = context.request();
        BodyReader reader = new BodyReader(UnreadBody.announced(request), endpoint.maxBody(), timeout);
        if (reader.body() != null) {
            next.handle(reader.body());
        } else if (request.isEnded()) {
            next.handle(readBefore(context, endpoint.maxBody()));
        } else {
            new ArrivingBody(context, reader, next).begin();
        }
    }

    /** Returns what a {@code BodyHandler} in front has read. */
    private static Body readBefore(RoutingContext context, int maxBody) {
        Buffer read = context.body().buffer();
        if (read == null) {
            return Body.NONE;
        }
        return read.length() > maxBody ? Body.TOO_LARGE : Body.of(read.getBytes());
    }

    private void begin() {
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        timer = vertx.setTimer(Math.max(1, reader.left().toMillis()), due -> end(Body.LATE));
        request.exceptionHandler(lost -> end(reader.broken()));
        request.endHandler(end -> take(new byte[0], -1));
        request.handler(buffer -> take(buffer.getBytes(), buffer.length()));
        request.resume();
    }

    private void take(byte[] bytes, int count) {
        if (!ended && reader.take(bytes, count)) {
            end(reader.body());
        }
    }

    private void end(@Nullable Body body) {
        if (!ended && body != null) {
            ended = true;
            vertx.cancelTimer(timer);
            if (!request.isEnded()) {
                request.pause();
            }
            next.handle(body);
        }
    }
}
