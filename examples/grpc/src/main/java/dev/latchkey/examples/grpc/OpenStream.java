package dev.latchkey.examples.grpc;

import io.grpc.Context.CancellableContext;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call that another thread may end while its handler sends. To the handler the end looks as if the client had
 * canceled: it receives nothing more, and what it still sends is discarded.
 */
final class OpenStream<Q, S> extends SimpleForwardingServerCall<Q, S> {
    private final CancellableContext context;
    private final Supplier<@Nullable StatusRuntimeException> refusal;
    private boolean closed;
    private volatile boolean ended;

    OpenStream(ServerCall<Q, S> call, CancellableContext context, Supplier<@Nullable StatusRuntimeException> refusal) {
        super(call);
        this.context = context;
        this.refusal = refusal;
    }

    void check() {
        StatusRuntimeException refused = refusal.get();
        if (refused != null) {
            end(refused);
        }
    }

    private void end(StatusRuntimeException refused) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            ended = true;
            super.close(refused.getStatus(), Objects.requireNonNullElseGet(refused.getTrailers(), Metadata::new));
        }
        context.cancel(refused);
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
        if (!ended) {
            super.sendHeaders(headers);
        }
    }

    @Override
    public synchronized void sendMessage(S message) {
        if (!ended) {
            super.sendMessage(message);
        }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
        if (!ended) {
            closed = true;
            super.close(status, trailers);
        }
    }

    @Override
    public boolean isCancelled() {
        return ended || super.isCancelled();
    }

    /** Returns the listener that hands on what happens to the call until it has ended. */
    ServerCall.Listener<Q> listener(ServerCall.Listener<Q> handler, Runnable whenClosed) {
        return new SimpleForwardingServerCallListener<>(handler) {
            @Override
            public void onMessage(Q message) {
                if (!ended) {
                    super.onMessage(message);
                }
            }

            @Override
            public void onHalfClose() {
                if (!ended) {
                    super.onHalfClose();
                }
            }

            @Override
            public void onReady() {
                if (!ended) {
                    super.onReady();
                }
            }

            @Override
            public void onCancel() {
                whenClosed.run();
                super.onCancel();
            }

            @Override
            public void onComplete() {
                whenClosed.run();
                if (ended) {
                    super.onCancel();
                } else {
                    super.onComplete();
                }
            }
        };
    }
}
