package dev.latchkey.examples.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A service whose messages are texts, described by hand where others generate the descriptors. */
final class Messages {
    static final MethodDescriptor<String, String> PING = method("Ping", MethodType.UNARY);
    static final MethodDescriptor<String, String> SEND = method("Send", MethodType.UNARY);
    static final MethodDescriptor<String, String> WATCH = method("Watch", MethodType.SERVER_STREAMING);
    static final MethodDescriptor<String, String> CHAT = method("Chat", MethodType.BIDI_STREAMING);

    private static final String NAME = "acme.Messages";

    private Messages() {}

    static ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(NAME)
                .addMethod(PING, ServerCalls.asyncUnaryCall((text, out) -> answer(out, "pong")))
                .addMethod(SEND, ServerCalls.asyncUnaryCall((text, out) -> {
                    answer(out, "sent for " + KeyInterceptor.CALLER.get().tenant());
                }))
                // It stays open: an application sends what happens.
                .addMethod(WATCH, ServerCalls.asyncServerStreamingCall((text, out) -> out.onNext("watching " + text)))
                .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(Echo::new))
                .build();
    }

    private static void answer(StreamObserver<String> out, String text) {
        out.onNext(text);
        out.onCompleted();
    }

    private static MethodDescriptor<String, String> method(String name, MethodType type) {
        return MethodDescriptor.<String, String>newBuilder()
                .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, name))
                .setType(type)
                .setRequestMarshaller(new Text())
                .setResponseMarshaller(new Text())
                .build();
    }

    /** Answers each message, in the name of its caller. */
    private record Echo(StreamObserver<String> out) implements StreamObserver<String> {
        @Override
        public void onNext(String text) {
            out.onNext(KeyInterceptor.CALLER.get().tenant() + ": " + text);
        }

        @Override
        public void onError(Throwable canceled) {
            // The call has ended, and there is nothing to release.
        }

        @Override
        public void onCompleted() {
            out.onCompleted();
        }
    }

    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String text) {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream bytes) {
            try (bytes) {
                return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
