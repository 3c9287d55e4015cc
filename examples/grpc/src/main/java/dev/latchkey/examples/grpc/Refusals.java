package dev.latchkey.examples.grpc;

import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import dev.latchkey.Verdict;
import dev.latchkey.core.access.Refusal;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The status of gRPC for each outcome. */
final class Refusals {
    /** Tells a client with a retry policy when to try again, in milliseconds. */
    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    private Refusals() {}

    /** Returns the answer to a call that is not served; null if it is served. */
    static @Nullable StatusRuntimeException of(Verdict verdict) {
        return switch (verdict.outcome()) {
            case ACCEPTED -> null;
            case REFUSED -> of(verdict.refusal());
            case LIMITED, TOO_MANY_ATTEMPTS -> later(Status.Code.RESOURCE_EXHAUSTED, verdict.retryAfter());
            // A store that does not answer is never UNAUTHENTICATED: clients would throw good keys away.
            case OVERLOADED, UNAVAILABLE -> later(Status.Code.UNAVAILABLE, verdict.retryAfter());
        };
    }

    /** Returns the answer where the code behind the interceptor refuses something itself. */
    static StatusRuntimeException of(Refusal refusal) {
        Status status = refusal.identified() ? Status.PERMISSION_DENIED : Status.UNAUTHENTICATED;
        return status.withDescription(refusal.name()).asRuntimeException();
    }

    private static StatusRuntimeException later(Status.Code code, Duration delay) {
        Duration rounded = delay.plusMillis(999).truncatedTo(ChronoUnit.SECONDS);
        Duration wait = rounded.isZero() ? Duration.ofSeconds(1) : rounded;
        RetryInfo retry = RetryInfo.newBuilder()
                .setRetryDelay(com.google.protobuf.Duration.newBuilder().setSeconds(wait.toSeconds()))
                .build();
        Metadata trailers = new Metadata();
        trailers.put(PUSHBACK, Long.toString(wait.toMillis()));
        return StatusProto.toStatusRuntimeException(
                com.google.rpc.Status.newBuilder()
                        .setCode(code.value())
                        .setMessage("try again in " + wait.toSeconds() + " s")
                        .addDetails(Any.pack(retry))
                        .build(),
                trailers);
    }
}
