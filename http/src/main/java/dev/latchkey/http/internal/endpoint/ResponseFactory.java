package dev.latchkey.http.internal.endpoint;

import dev.latchkey.http.internal.error.ApiError;
import dev.latchkey.http.internal.error.ErrorContext;
import dev.latchkey.http.internal.error.ErrorFormat;
import dev.latchkey.http.internal.request.RequestIds;
import dev.latchkey.http.spi.HeaderFields;
import dev.latchkey.http.spi.RequestHead;
import dev.latchkey.http.spi.Response;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the answers to one request, all of which name the same request id.
 *
 * @param format the style of errors
 * @param context what errors say of the request
 * @param begun the fields that every answer has
 */
public record ResponseFactory(ErrorFormat format, ErrorContext context, HeaderFields begun) {
    /** Begins the answers to a request. */
    public static ResponseFactory begin(ErrorFormat format, RequestHead request) {
        return of(format, format.context(request.rawPath(), RequestIds.sent(request)));
    }

    /** Continues the answers to a request. */
    public static ResponseFactory of(ErrorFormat format, ErrorContext context) {
        return new ResponseFactory(format, context, format.headers(context));
    }

    /** Returns the id of the request; null if it has none. */
    public @Nullable String requestId() {
        return context.requestId().isEmpty() ? null : context.requestId();
    }

    /** Returns a writer whose answers also have other fields. */
    public ResponseFactory with(Map<String, String> fields) {
        return new ResponseFactory(format, context, begun.with(fields));
    }

    /** Returns the fields of an answer to a credential that the host gives. */
    public HeaderFields admitted() {
        return begun.with("Cache-Control", "no-store");
    }

    /** Answers with an error. */
    public Response error(ApiError error) {
        HeaderFields fields = begun.with(error.headers())
                .with("Cache-Control", "no-store")
                .with("Content-Type", format.contentType());
        return Response.of(error.status(), fields, format.body(error, context));
    }

    /** Answers with the methods that a path has. */
    public Response methods(String allow) {
        return Response.of(204, begun.with("Allow", allow));
    }

    /** Answers that an operation is done. */
    public Response done(EndpointResult result) {
        return result.response(begun);
    }
}
