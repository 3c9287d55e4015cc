package dev.latchkey.adapter.servlet;

import dev.latchkey.http.spi.Body;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The part of a request's body that has not been read when the request is answered. On HTTP/1.x it stands between the
 * answer and the next request on the connection. Containers differ in what they do about it. Jetty closes the
 * connection without announcing it, and the next request of the client is lost.
 *
 * <p>No thread ever waits for such a body, because the client may not have proven a key.
 */
final class UnreadBody {
    /** A client that waits for the end of the answer before it sends more waits as long. */
    private static final Duration MAX_LINGERING = Duration.ofSeconds(2);

    private UnreadBody() {}

    /**
     * Discards what has arrived of a short body. Announces the end of the connection unless that was all of it.
     *
     * @return whether a part may still arrive
     */
    static boolean settle(HttpServletRequest request, HttpServletResponse response) {
        // Later versions of HTTP forbid the header, and end the stream of this one request.
        if (!isHttp1(request) || !hasBody(request) || isRead(request)) {
            return false;
        }
        response.setHeader("Connection", "close");
        return true;
    }

    /**
     * Tells whether the container keeps a connection open that is to be closed, although as much was written as the
     * answer said. Undertow does. Jetty and Tomcat close it, so that {@link #linger} would find nothing to read: there
     * an answer that lingers does not tell its length, and ends with the connection.
     */
    static boolean outlivesItsAnswer(HttpServletRequest request) {
        return request.getServletContext().getClass().getName().startsWith("io.undertow.");
    }

    /** Tells whether {@link #linger} can discard the rest of a body. */
    static boolean canLinger(HttpServletRequest request) throws IOException {
        if (mayContinue(request)
                || !request.isAsyncSupported()
                || request.isAsyncStarted()
                || request.getDispatcherType() != DispatcherType.REQUEST) {
            return false;
        }
        try {
            return received(request) != null;
        } catch (IllegalStateException e) {
            // The host reads it as text.
            return false;
        }
    }

    /**
     * Sends the answer, and lets the container discard the rest before the answer ends. A container that closes a
     * connection on which something still arrives resets it, and a client that is still sending may lose the answer.
     * Where a filter in front keeps the answer until the others have returned, nothing is discarded.
     */
    static void linger(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.flushBuffer();
        if (!response.isCommitted()) {
            return;
        }
        ServletInputStream body = received(request);
        AsyncContext context = request.startAsync();
        Rest rest = new Rest(context, body);
        context.setTimeout(MAX_LINGERING.toMillis());
        context.addListener(rest);
        try {
            body.setReadListener(rest);
        } catch (UnsupportedOperationException e) {
            // No container made this request: of the body of a mock nothing arrives later.
            rest.complete();
        }
    }

    /** Tells whether a request has a body. Later versions of HTTP need no header for one. */
    static boolean hasBody(HttpServletRequest request) {
        return !isHttp1(request)
                || request.getContentLengthLong() > 0
                || request.getHeader("Transfer-Encoding") != null;
    }

    static boolean isHttp1(HttpServletRequest request) {
        return request.getProtocol().startsWith("HTTP/1.");
    }

    private static boolean isRead(HttpServletRequest request) {
        try {
            ServletInputStream body = received(request);
            return body.isFinished() || (isShort(request) && discard(body) == request.getContentLengthLong());
        } catch (IOException | IllegalStateException e) {
            // The client is gone, or the host reads the body as text, which does not show where it ends.
            return false;
        }
    }

    /** Returns the stream of the container itself: what a filter in front has read is no longer on the connection. */
    private static ServletInputStream received(HttpServletRequest request) throws IOException {
        return ServletRequestHead.innermost(request).getInputStream();
    }

    /** Containers may count chunk framing as available. To read where 100 is expected would ask for the body. */
    private static boolean isShort(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        return length > 0 && length <= Body.MAX_DISCARDED && !mayContinue(request);
    }

    private static boolean mayContinue(HttpServletRequest request) {
        return request.getHeader("Expect") != null;
    }

    private static long discard(ServletInputStream body) throws IOException {
        long discarded = 0;
        for (int available = body.available(); available > 0; available = body.available()) {
            discarded += body.skip(available);
        }
        return discarded;
    }

    /** Reads until the body ends, is too long or takes too long. The container calls it on one thread at a time. */
    private static final class Rest implements ReadListener, AsyncListener {
        private final AsyncContext context;
        private final ServletInputStream body;
        private final byte[] buffer = new byte[4096];
        private final AtomicBoolean complete = new AtomicBoolean();
        private int discarded;

        Rest(AsyncContext context, ServletInputStream body) {
            this.context = context;
            this.body = body;
        }

        @Override
        public void onDataAvailable() throws IOException {
            while (!complete.get() && body.isReady()) {
                int read = body.read(buffer);
                discarded += read;
                if (read < 0 || discarded > Body.MAX_DISCARDED) {
                    complete();
                }
            }
        }

        @Override
        public void onAllDataRead() {
            complete();
        }

        @Override
        public void onError(Throwable t) {
            complete();
        }

        @Override
        public void onError(AsyncEvent event) {
            complete();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            complete();
        }

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}

        private void complete() {
            if (complete.compareAndSet(false, true)) {
                context.complete();
            }
        }
    }
}
