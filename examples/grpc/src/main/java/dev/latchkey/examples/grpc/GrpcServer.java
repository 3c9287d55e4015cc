package dev.latchkey.examples.grpc;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A server with a method for everyone, one for those that may send, and streams for those that may read. */
public final class GrpcServer implements AutoCloseable {
    private final Server server;
    private final ScheduledExecutorService checks = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> checking;

    private GrpcServer(Server server, OpenStreams streams) {
        this.server = server;
        // snippet: checks
        checking = checks.scheduleWithFixedDelay(streams::check, 5, 5, TimeUnit.SECONDS);
        // end
    }

    /**
     * Starts the server with a key that lives as long as the process, and prints both.
     *
     * @param args the port, which defaults to 9090
     * @throws IOException when the port is taken
     * @throws InterruptedException when the thread is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Latchkey latchkey = Latchkey.builder()
                .store(new InMemoryKeyStore())
                .keyFormat(KeyFormat.of("acme_"))
                .build();
        String key = latchkey.keys()
                .issue(KeySpec.of("acme", Scope.tenant(), "first").allPermissions(), Actor.host("start"))
                .orElseThrow()
                .rawKey()
                .reveal();
        try (GrpcServer running = start(latchkey, args.length == 0 ? 9090 : Integer.parseInt(args[0]))) {
            System.out.println("127.0.0.1:" + running.port() + ", x-api-key: " + key);
            running.server.awaitTermination();
        }
    }

    static GrpcServer start(Latchkey latchkey, int port) throws IOException {
        OpenStreams streams = new OpenStreams();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        Server server = guarded(NettyServerBuilder.forAddress(address), latchkey, streams)
                .build();
        return new GrpcServer(server.start(), streams);
    }

    /** Adds the service, with the interceptor in front of it. */
    static ServerBuilder<?> guarded(ServerBuilder<?> builder, Latchkey latchkey, OpenStreams streams) {
        // snippet: calls
        MethodRules rules = MethodRules.none()
                .open(Messages.PING)
                .requires(Messages.SEND, Requirement.TENANT.with("messages:send"))
                .requires(Messages.WATCH, Requirement.ANY.with("messages:read"))
                .requires(Messages.CHAT, Requirement.ANY.with("messages:read"));
        List<ServerServiceDefinition> services = List.of(Messages.service());
        rules.check(services);
        // The interceptor that is added last sees a call first.
        builder.addServices(services).intercept(new KeyInterceptor(latchkey.authenticator(), rules, streams));
        // end
        return builder;
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        checking.cancel(false);
        checks.shutdown();
        server.shutdownNow();
    }
}
