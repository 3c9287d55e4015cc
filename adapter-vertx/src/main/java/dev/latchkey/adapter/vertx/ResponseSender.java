package dev.latchkey.adapter.vertx;

import dev.latchkey.http.spi.Response;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Writes Latchkey's own responses. Each of them is written here. */
final class ResponseSender {
    private ResponseSender() {}

    /** Writes a response, and sees to what of the request's body has not been read. */
    static void send(RoutingContext context, Response answer) {
        UnreadBody.settle(context, unread -> {
            if (context.response().ended() || context.response().closed()) {
                return;
            }
            if (unread.mayArrive()) {
                unread.announceEnd();
            }
            write(context, answer);
            if (unread.mayArrive()) {
                unread.linger();
            }
        });
    }

    /** Writes a response, and awaits nothing more of the request. */
    static void sendAndClose(RoutingContext context, Response answer) {
        UnreadBody unread = UnreadBody.of(context);
        unread.announceEnd();
        write(context, answer).onComplete(written -> unread.close());
    }

    private static Future<Void> write(RoutingContext context, Response answer) {
        HttpServerResponse response = context.response();
        // A handler in front may have asked for chunks. Beside a length they would be a second end of the body.
        response.setChunked(false);
        answer.fields().forEach(response::putHeader);
        response.setStatusCode(answer.status());
        byte[] body = answer.body();
        if (answer.hasBody()) {
            response.putHeader("Content-Length", Integer.toString(body.length));
        }
        boolean head = context.request().method().name().equals("HEAD");
        return head || body.length == 0 ? response.end() : response.end(Buffer.buffer(body));
    }
}
