package dev.latchkey.examples.grpc;

import dev.latchkey.Latchkey;
import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.StoreException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/** A guarded server and its client, on a store that can fail. */
final class GrpcHost implements AutoCloseable {
    static final Actor TEST = Actor.host("test");
    static final KeySpec SPEC = KeySpec.of("acme", Scope.tenant(), "test").allPermissions();

    final OpenStreams streams = new OpenStreams();
    final Queue<String> threadsOfTheStore = new ConcurrentLinkedQueue<>();
    final Queue<Metadata> seenByHandlers = new ConcurrentLinkedQueue<>();
    final Latchkey latchkey;

    private final KeyStore real = new InMemoryKeyStore();
    private volatile boolean storeFails;
    private final Server server;
    private final ManagedChannel channel;

    private GrpcHost(Transport transport, UnaryOperator<LatchkeyBuilder> choices) throws IOException {
        latchkey = choices.apply(Latchkey.builder().store(store()).keyFormat(KeyFormat.of("acme_")))
                .build();
        ServerBuilder<?> builder = transport.server();
        // Behind the interceptor, which is added later.
        builder.intercept(new ServerInterceptor() {
            @Override
            public <Q, S> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
                seenByHandlers.add(headers);
                return Contexts.interceptCall(io.grpc.Context.current(), call, headers, next);
            }
        });
        server = GrpcServer.guarded(builder, latchkey, streams).build().start();
        channel = transport.channel(server).build();
    }

    static GrpcHost start(Transport transport) throws IOException {
        return start(transport, builder -> builder);
    }

    static GrpcHost start(Transport transport, UnaryOperator<LatchkeyBuilder> choices) throws IOException {
        return new GrpcHost(transport, choices);
    }

    void storeFails(boolean fails) {
        storeFails = fails;
    }

    String key(KeySpec spec) {
        return latchkey.keys().issue(spec, TEST).orElseThrow().rawKey().reveal();
    }

    String key(String permission) {
        return key(SPEC.permissions(Permissions.of(permission)));
    }

    /** Revokes the key that has a raw key. */
    void revoke(String raw) {
        UUID id = latchkey.authenticator()
                .authenticate(raw, dev.latchkey.core.access.Requirement.ANY, null)
                .acceptedCaller()
                .key()
                .id();
        latchkey.keys().revoke("acme", id, "test", TEST).orElseThrow();
    }

    /** Returns the channel of a client that sends metadata, each a name followed by its value. */
    Channel client(String... metadata) {
        Metadata headers = new Metadata();
        for (int i = 0; i < metadata.length; i += 2) {
            headers.put(Metadata.Key.of(metadata[i], Metadata.ASCII_STRING_MARSHALLER), metadata[i + 1]);
        }
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** Calls a method and returns its answer, or the status of the refusal. */
    String call(MethodDescriptor<String, String> method, String... metadata) {
        try {
            return ClientCalls.blockingUnaryCall(client(metadata), method, CallOptions.DEFAULT, "text");
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() + " " + e.getStatus().getDescription();
        }
    }

    private KeyStore store() {
        return (KeyStore) Proxy.newProxyInstance(
                KeyStore.class.getClassLoader(), new Class<?>[] {KeyStore.class}, (proxy, method, arguments) -> {
                    threadsOfTheStore.add(Thread.currentThread().getName());
                    if (storeFails) {
                        throw new StoreException("the store is down", null);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        latchkey.close();
    }
}
