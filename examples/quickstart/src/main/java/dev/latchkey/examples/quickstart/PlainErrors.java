package dev.latchkey.examples.quickstart;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * The answers to requests that Jetty refuses before any filter sees them, such as one with a control character in its
 * path: as the management API answers errors. They repeat nothing of the request.
 */
final class PlainErrors extends ErrorHandler {
    private static final String PROBLEM = "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,"
            + "\"detail\":\"The server refuses the request\",\"instance\":\"/\",\"code\":\"VALIDATION_ERROR\"}";

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, "application/problem+json")
                .put(HttpHeader.CACHE_CONTROL, "no-store");
        Content.Sink.write(response, true, PROBLEM.formatted(HttpStatus.getMessage(status), status), callback);
        return true;
    }
}
