package dev.latchkey.examples.grpc;

import static dev.latchkey.examples.grpc.Messages.CHAT;
import static dev.latchkey.examples.grpc.Messages.WATCH;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that last: they are decided at their start, and end when their key does. */
class OpenStreamsTest {
    private static final String KEY = "x-api-key";

    @ParameterizedTest
    @EnumSource
    void streamIsDecidedAtItsStart(Transport transport) throws Exception {
        try (GrpcHost host = GrpcHost.start(transport)) {
            assertThat(watch(host, host.key("messages:send")).next()).isEqualTo("PERMISSION_DENIED PERMISSION");
            assertThat(host.streams.size()).isZero();
            Client client = watch(host, host.key("messages:read"));
            assertThat(client.next()).isEqualTo("watching text");
            host.streams.check();
            assertThat(host.streams.size()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void streamEndsWhenItsKeyDoes(Transport transport) throws Exception {
        try (GrpcHost host = GrpcHost.start(transport)) {
            String key = host.key("messages:read");
            Client client = watch(host, key);
            Client other = watch(host, host.key("messages:read"));
            assertThat(client.next()).isEqualTo("watching text");
            assertThat(other.next()).isEqualTo("watching text");
            host.revoke(key);
            host.streams.check();
            assertThat(client.next()).isEqualTo("UNAUTHENTICATED REVOKED");
            awaitOpen(host, 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void streamEndsWhenNobodyKnowsWhetherItsKeyIsInForce(Transport transport) throws Exception {
        try (GrpcHost host = GrpcHost.start(transport)) {
            Client client = watch(host, host.key("messages:read"));
            assertThat(client.next()).isEqualTo("watching text");
            host.storeFails(true);
            host.streams.check();
            assertThat(client.next()).startsWith("UNAVAILABLE");
            awaitOpen(host, 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientThatSendsOnAfterTheEndIsNotHeard(Transport transport) throws Exception {
        try (GrpcHost host = GrpcHost.start(transport)) {
            String key = host.key("messages:read");
            Client client = new Client();
            StreamObserver<String> out = ClientCalls.asyncBidiStreamingCall(call(host, CHAT, key), client);
            out.onNext("one");
            assertThat(client.next()).isEqualTo("acme: one");
            host.revoke(key);
            host.streams.check();
            out.onNext("two");
            assertThat(client.next()).isEqualTo("UNAUTHENTICATED REVOKED");
            awaitOpen(host, 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void streamThatEndsByItselfIsForgotten(Transport transport) throws Exception {
        try (GrpcHost host = GrpcHost.start(transport)) {
            Client client = new Client();
            StreamObserver<String> out =
                    ClientCalls.asyncBidiStreamingCall(call(host, CHAT, host.key("messages:read")), client);
            out.onNext("one");
            assertThat(client.next()).isEqualTo("acme: one");
            out.onCompleted();
            assertThat(client.next()).isEqualTo("OK");
            awaitOpen(host, 0);

            ClientCall<String, String> canceled = call(host, WATCH, host.key("messages:read"));
            Client watching = new Client();
            ClientCalls.asyncServerStreamingCall(canceled, "text", watching);
            assertThat(watching.next()).isEqualTo("watching text");
            canceled.cancel("the client leaves", null);
            awaitOpen(host, 0);
        }
    }

    private static Client watch(GrpcHost host, String key) {
        Client client = new Client();
        ClientCalls.asyncServerStreamingCall(call(host, WATCH, key), "text", client);
        return client;
    }

    private static ClientCall<String, String> call(GrpcHost host, MethodDescriptor<String, String> method, String key) {
        return host.client(KEY, key).newCall(method, CallOptions.DEFAULT);
    }

    /** The client may hear of an end before the server has forgotten the call. */
    private static void awaitOpen(GrpcHost host, int count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (host.streams.size() != count && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(host.streams.size()).isEqualTo(count);
    }

    /** What a client receives, in order. */
    private static final class Client implements StreamObserver<String> {
        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

        @Override
        public void onNext(String text) {
            received.add(text);
        }

        @Override
        public void onError(Throwable end) {
            Status status = ((StatusRuntimeException) end).getStatus();
            received.add(status.getCode() + " " + status.getDescription());
        }

        @Override
        public void onCompleted() {
            received.add("OK");
        }

        String next() throws InterruptedException {
            return received.poll(30, TimeUnit.SECONDS);
        }
    }
}
