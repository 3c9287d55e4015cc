package dev.latchkey.examples.grpc;

import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.UUID;

/** How a client reaches the server of a test. */
enum Transport {
    IN_PROCESS {
        private final String name = UUID.randomUUID().toString();

        @Override
        ServerBuilder<?> server() {
            return InProcessServerBuilder.forName(name);
        }

        @Override
        ManagedChannelBuilder<?> channel(Server server) {
            return InProcessChannelBuilder.forName(name);
        }
    },

    NETTY {
        @Override
        ServerBuilder<?> server() {
            return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }

        @Override
        ManagedChannelBuilder<?> channel(Server server) {
            return NettyChannelBuilder.forAddress(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()))
                    .usePlaintext();
        }
    };

    abstract ServerBuilder<?> server();

    abstract ManagedChannelBuilder<?> channel(Server server);
}
