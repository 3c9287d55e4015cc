package dev.latchkey.adapter.servlet;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Collects what the publisher of a request's body publishes. */
final class SentBody implements Flow.Subscriber<ByteBuffer> {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<String> text = new CompletableFuture<>();

    private SentBody() {}

    /** Empty when there is none. */
    static String of(HttpRequest request) {
        return request.bodyPublisher().map(SentBody::read).orElse("");
    }

    private static String read(BodyPublisher publisher) {
        SentBody body = new SentBody();
        publisher.subscribe(body);
        return body.text.join();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer item) {
        byte[] part = new byte[item.remaining()];
        item.get(part);
        bytes.writeBytes(part);
    }

    @Override
    public void onError(Throwable throwable) {
        text.completeExceptionally(throwable);
    }

    @Override
    public void onComplete() {
        text.complete(bytes.toString(StandardCharsets.UTF_8));
    }
}
