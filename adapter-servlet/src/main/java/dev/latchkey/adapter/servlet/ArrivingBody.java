package dev.latchkey.adapter.servlet;

import dev.latchkey.http.Decision;
import dev.latchkey.http.spi.Body;
import dev.latchkey.http.spi.BodyReader;
import dev.latchkey.http.spi.Response;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request to an endpoint. What has arrived with the head is read immediately. For the rest no thread
 * waits: the container calls back, and the request is dispatched again when the body is there, or when its time is
 * over. {@link LatchkeyFilter} answers then, so that no filter behind it sees a dispatch that the host has not made.
 *
 * <p>Where the request cannot be asynchronous, or a filter in front has replaced the stream, a thread waits. The time
 * is then looked at after each read.
 */
final class ArrivingBody implements ReadListener, AsyncListener {
    private static final String ATTRIBUTE = ArrivingBody.class.getName();

    private final AsyncContext context;
    private final ServletInputStream stream;
    private final BodyReader reader;
    private final Decision.Endpoint endpoint;
    private final byte[] buffer = new byte[4096];
    private final AtomicBoolean ended = new AtomicBoolean();

    private ArrivingBody(
            AsyncContext context, ServletInputStream stream, BodyReader reader, Decision.Endpoint endpoint) {
        this.context = context;
        this.stream = stream;
        this.reader = reader;
        this.endpoint = endpoint;
    }

    /**
     * A body that needs no more waiting.
     *
     * @param body the body
     * @param endpoint the work of the endpoint that it is for
     */
    record Arrived(Body body, Decision.Endpoint endpoint) {
        /** Returns what was awaited before this dispatch; null for nothing. */
        static @Nullable Arrived of(HttpServletRequest request) {
            ServletRequest received = ServletRequestHead.innermost(request);
            Object kept = request.getDispatcherType() == DispatcherType.ASYNC ? received.getAttribute(ATTRIBUTE) : null;
            received.removeAttribute(ATTRIBUTE);
            return kept instanceof Arrived arrived ? arrived : null;
        }

        Response answer() {
            return endpoint.answer().apply(body);
        }
    }

    /**
     * Reads a body.
     *
     * @return the body; null when it is still arriving, and the request will be dispatched again
     */
    static @Nullable Body read(
            HttpServletRequest request, HttpServletResponse response, Decision.Endpoint endpoint, Duration timeout)
            throws IOException {
        long length = UnreadBody.hasBody(request) ? request.getContentLengthLong() : 0;
        BodyReader reader = new BodyReader(length, endpoint.maxBody(), timeout);
        if (reader.body() != null) {
            return reader.body();
        }
        ServletInputStream stream = request.getInputStream();
        if (!canWait(request, stream)) {
            return reader.readAll(stream);
        }
        try {
            // Containers may count the framing of chunks as available, and reading that would block.
            if (length > 0 && readAvailable(stream, reader)) {
                return reader.body();
            }
        } catch (IOException e) {
            return reader.broken();
        }
        // Filters that are not asked again must not keep the answer. Undertow would take their wrappers by itself.
        AsyncContext context = request.startAsync(ServletRequestHead.innermost(request), innermost(response));
        ArrivingBody body = new ArrivingBody(context, stream, reader, endpoint);
        context.setTimeout(Math.max(1, reader.left().toMillis()));
        context.addListener(body);
        stream.setReadListener(body);
        return null;
    }

    private static ServletResponse innermost(ServletResponse response) {
        ServletResponse inner = response;
        while (inner instanceof ServletResponseWrapper wrapper) {
            inner = wrapper.getResponse();
        }
        return inner;
    }

    private static boolean canWait(HttpServletRequest request, ServletInputStream stream) throws IOException {
        return request.isAsyncSupported()
                && !request.isAsyncStarted()
                && request.getDispatcherType() == DispatcherType.REQUEST
                && stream == ServletRequestHead.innermost(request).getInputStream();
    }

    private static boolean readAvailable(ServletInputStream stream, BodyReader reader) throws IOException {
        byte[] buffer = new byte[4096];
        for (int available = stream.available(); available > 0; available = stream.available()) {
            if (reader.take(buffer, stream.read(buffer, 0, Math.min(available, buffer.length)))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void onDataAvailable() throws IOException {
        while (!ended.get() && stream.isReady()) {
            if (reader.take(buffer, stream.read(buffer))) {
                end(reader.body());
            }
        }
    }

    @Override
    public void onAllDataRead() {
        reader.take(buffer, -1);
        end(reader.body());
    }

    @Override
    public void onError(Throwable t) {
        end(reader.broken());
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        end(Body.LATE);
    }

    @Override
    public void onError(AsyncEvent event) {
        end(reader.broken());
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}

    private void end(@Nullable Body body) {
        if (body != null && ended.compareAndSet(false, true)) {
            context.getRequest().setAttribute(ATTRIBUTE, new Arrived(body, endpoint));
            context.dispatch();
        }
    }
}
