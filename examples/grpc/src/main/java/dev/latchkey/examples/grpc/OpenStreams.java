package dev.latchkey.examples.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.StatusRuntimeException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The streaming calls that are being served. Safe for use by several threads. */
final class OpenStreams {
    private static final Logger LOG = System.getLogger(OpenStreams.class.getName());

    private final Set<OpenStream<?, ?>> open = ConcurrentHashMap.newKeySet();

    /**
     * Ends the streams whose call would be refused now. The application calls this at an interval, which bounds how
     * long a stream outlives its key.
     */
    void check() {
        open.forEach(stream -> {
            try {
                stream.check();
            } catch (RuntimeException e) {
                // The next interval asks again. A schedule ends with the first exception that leaves its task.
                LOG.log(Level.WARNING, "a stream could not be ended", e);
            }
        });
    }

    int size() {
        return open.size();
    }

    /**
     * Serves a call until its caller may not make it any more.
     *
     * @param refusal why the call would be refused now; null if it would not
     */
    <Q, S> ServerCall.Listener<Q> serve(
            Context context,
            ServerCall<Q, S> call,
            Metadata headers,
            ServerCallHandler<Q, S> next,
            Supplier<@Nullable StatusRuntimeException> refusal) {
        Context.CancellableContext ending = context.withCancellation();
        OpenStream<Q, S> stream = new OpenStream<>(call, ending, refusal);
        open.add(stream);
        Runnable closed = () -> {
            open.remove(stream);
            ending.cancel(null);
        };
        boolean started = false;
        try {
            ServerCall.Listener<Q> listener =
                    stream.listener(Contexts.interceptCall(ending, stream, headers, next), closed);
            started = true;
            return listener;
        } finally {
            if (!started) {
                closed.run();
            }
        }
    }
}
