package dev.latchkey.adapter.webflux;

import dev.latchkey.http.spi.Body;
import dev.latchkey.http.spi.BodyReader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;

/**
 * The body of a request that Latchkey answers. No thread waits for it. What is not to be read is discarded, before the
 * answer and, up to bounds of length and time, after it: a client that sends before it listens would lose the answer to
 * a connection that is reset. Its parts arrive on one thread, and its methods are called one after the other.
 */
final class ArrivingBody extends BaseSubscriber<DataBuffer> {
    private static final Duration MAX_LINGERING = Duration.ofSeconds(5);

    private final ServerHttpRequest request;
    private final long announced;
    private final Sinks.One<Body> read = Sinks.one();
    private final Sinks.Empty<Void> end = Sinks.empty();
    private @Nullable BodyReader reader;
    private boolean begun;
    private long length;
    private volatile long arrived;
    private volatile boolean ended;
    private volatile boolean lingering;

    ArrivingBody(ServerHttpRequest request) {
        this.request = request;
        this.announced = announced(request.getHeaders());
    }

    /** Returns the length of the body; negative when it is not known. A body of HTTP/2 has chunks here, too. */
    private static long announced(HttpHeaders headers) {
        return headers.getFirst(HttpHeaders.TRANSFER_ENCODING) == null ? Math.max(0, headers.getContentLength()) : -1;
    }

    /** Reads the body up to its bounds. */
    Mono<Body> read(int maxBody, Duration timeout) {
        BodyReader reading = new BodyReader(announced, maxBody, timeout);
        Body known = reading.body();
        if (known != null) {
            return Mono.just(known);
        }
        reader = reading;
        begin();
        return read.asMono().timeout(reading.left(), Mono.just(Body.LATE));
    }

    /** Tells whether a part of the body may still arrive. */
    boolean mayArrive() {
        return !ended && (announced < 0 || arrived < announced);
    }

    /**
     * Discards what has arrived, when it is called on the thread of the connection. To a client that waits for
     * permission to send its body, none is given: the server gives it when the body is asked for, unless the answer has
     * begun.
     */
    void settle() {
        if (mayArrive() && !"100-continue".equalsIgnoreCase(request.getHeaders().getFirst(HttpHeaders.EXPECT))) {
            begin();
        }
    }

    /** Discards what arrives after the answer. */
    Mono<Void> linger() {
        if (!mayArrive()) {
            return Mono.empty();
        }
        lingering = true;
        begin();
        return end.asMono().timeout(MAX_LINGERING, Mono.empty());
    }

    private void begin() {
        if (!begun) {
            begun = true;
            request.getBody().subscribe(this);
        }
    }

    @Override
    protected void hookOnNext(DataBuffer buffer) {
        int count = buffer.readableByteCount();
        length += count;
        arrived = length;
        BodyReader reading = reader;
        if (reading != null && reading.body() == null) {
            byte[] bytes = new byte[count];
            buffer.read(bytes);
            take(reading, bytes, count);
        }
        DataBufferUtils.release(buffer);
        if (lingering && length > Body.MAX_DISCARDED) {
            end.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
        }
    }

    @Override
    protected void hookOnComplete() {
        ended = true;
        BodyReader reading = reader;
        if (reading != null && reading.body() == null) {
            take(reading, new byte[0], -1);
        }
    }

    @Override
    protected void hookOnError(Throwable lost) {
        ended = true;
        BodyReader reading = reader;
        if (reading != null && reading.body() == null) {
            read.emitValue(reading.broken(), Sinks.EmitFailureHandler.FAIL_FAST);
        }
    }

    @Override
    protected void hookFinally(SignalType how) {
        end.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
    }

    private void take(BodyReader reading, byte[] bytes, int count) {
        if (reading.take(bytes, count)) {
            read.emitValue(reading.body(), Sinks.EmitFailureHandler.FAIL_FAST);
        }
    }
}
