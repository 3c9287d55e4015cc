package dev.latchkey.examples.grpc;

import dev.latchkey.Authenticator;
import dev.latchkey.Verdict;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks Latchkey about each call before its handler sees it. The decision waits for the store, and at the first use of a
 * key for Argon2. It is made on the executor of the server, which must not be a direct one.
 */
final class KeyInterceptor implements ServerInterceptor {
    /** The caller of a guarded method, in the code behind the interceptor. */
    static final Context.Key<Caller> CALLER = Context.key("dev.latchkey.caller");

    private final Authenticator authenticator;
    private final MethodRules rules;
    private final OpenStreams streams;

    KeyInterceptor(Authenticator authenticator, MethodRules rules, OpenStreams streams) {
        this.authenticator = authenticator;
        this.rules = rules;
        this.streams = streams;
    }

    @Override
    public <Q, S> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        if (rules.isOpen(call.getMethodDescriptor())) {
            return next.startCall(call, headers);
        }
        Optional<Requirement> rule = rules.of(call.getMethodDescriptor());
        if (rule.isEmpty()) {
            return refuse(call, Refusals.of(Refusal.PERMISSION));
        }
        Requirement requirement = rule.get();
        InetAddress peer = peer(call);
        Verdict verdict = authenticator.authenticate(PresentedKey.take(headers), requirement, peer);
        StatusRuntimeException refused = Refusals.of(verdict);
        if (refused != null) {
            return refuse(call, refused);
        }
        Caller caller = verdict.acceptedCaller();
        Context context = Context.current().withValue(CALLER, caller);
        return call.getMethodDescriptor().getType() == MethodType.UNARY
                ? Contexts.interceptCall(context, call, headers, next)
                : streams.serve(
                        context,
                        call,
                        headers,
                        next,
                        () -> Refusals.of(authenticator.authorizeAgain(caller, requirement, peer)));
    }

    /** Returns the other end of the connection; null where it has no address, as in the same process. */
    private static @Nullable InetAddress peer(ServerCall<?, ?> call) {
        return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress peer
                ? peer.getAddress()
                : null;
    }

    private static <Q> ServerCall.Listener<Q> refuse(ServerCall<Q, ?> call, StatusRuntimeException refused) {
        call.close(refused.getStatus(), Objects.requireNonNullElseGet(refused.getTrailers(), Metadata::new));
        return new ServerCall.Listener<>() {};
    }
}
