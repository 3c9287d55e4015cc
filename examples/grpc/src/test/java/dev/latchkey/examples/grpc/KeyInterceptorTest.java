package dev.latchkey.examples.grpc;

import static dev.latchkey.examples.grpc.GrpcHost.SPEC;
import static dev.latchkey.examples.grpc.Messages.PING;
import static dev.latchkey.examples.grpc.Messages.SEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.RetryInfo;
import dev.latchkey.HashingGate;
import dev.latchkey.RateLimits;
import dev.latchkey.adapter.inmemory.InMemoryRateLimiter;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.Scope;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that are decided once: which keys are taken, and which status each outcome has. */
class KeyInterceptorTest {
    private static final String KEY = "x-api-key";
    private static final String AUTHORIZATION = "authorization";
    private static final RateLimit ONE = new RateLimit(1, 1, Duration.ofHours(1));

    @ParameterizedTest
    @EnumSource
    void keyIsServedAndNobodyElse(Transport transport) throws Exception {
        try (GrpcHost host = GrpcHost.start(transport)) {
            assertThat(host.call(PING)).isEqualTo("pong");
            assertThat(host.call(SEND)).isEqualTo("UNAUTHENTICATED MISSING");
            assertThat(host.call(SEND, KEY, "acme_wrong")).isEqualTo("UNAUTHENTICATED MALFORMED");
            String key = host.key("messages:send");
            assertThat(host.call(SEND, KEY, key)).isEqualTo("sent for acme");
            String other = key.substring(0, 17) + host.key("messages:send").substring(17);
            assertThat(host.call(SEND, KEY, other)).startsWith("UNAUTHENTICATED");
            host.revoke(key);
            assertThat(host.call(SEND, KEY, key)).isEqualTo("UNAUTHENTICATED REVOKED");
        }
    }

    @ParameterizedTest
    @EnumSource
    void knownCallerThatMayNotDoThisIsDenied(Transport transport) throws Exception {
        try (GrpcHost host = GrpcHost.start(transport)) {
            assertThat(host.call(SEND, KEY, host.key("messages:read"))).isEqualTo("PERMISSION_DENIED PERMISSION");
            KeySpec ofResource =
                    KeySpec.of("acme", Scope.resource("n1"), "test").allPermissions();
            assertThat(host.call(SEND, KEY, host.key(ofResource))).isEqualTo("PERMISSION_DENIED RESOURCE_KEY");
        }
    }

    @ParameterizedTest
    @EnumSource
    void keyIsTakenFromEitherPlaceAndHiddenFromTheHandler(Transport transport) throws Exception {
        try (GrpcHost host = GrpcHost.start(transport)) {
            String key = host.key("*");
            assertThat(host.call(SEND, AUTHORIZATION, "Bearer " + key)).isEqualTo("sent for acme");
            assertThat(host.call(SEND, AUTHORIZATION, "bearer " + key, KEY, key))
                    .isEqualTo("sent for acme");
            assertThat(host.call(SEND, KEY, key, AUTHORIZATION, "Basic cHJveHk="))
                    .isEqualTo("sent for acme");
            assertThat(host.seenByHandlers)
                    .hasSize(3)
                    .noneMatch(seen -> seen.toString().contains(key));
            assertThat(host.seenByHandlers).last().asString().contains("Basic cHJveHk=");
            assertThat(host.call(SEND, AUTHORIZATION, "Basic cHJveHk=")).isEqualTo("UNAUTHENTICATED MALFORMED");
            assertThat(host.call(SEND, AUTHORIZATION, "Bearer " + key, KEY, host.key("*")))
                    .isEqualTo("UNAUTHENTICATED MALFORMED");
            assertThat(host.call(SEND, KEY, key, KEY, host.key("*"))).isEqualTo("UNAUTHENTICATED MALFORMED");
        }
    }

    @ParameterizedTest
    @EnumSource
    void callerOverItsLimitIsToldWhenToTryAgain(Transport transport) throws Exception {
        try (GrpcHost host = GrpcHost.start(
                transport,
                builder -> builder.rateLimits(RateLimits.perKey(new InMemoryRateLimiter(Clock.systemUTC()), ONE)))) {
            String key = host.key("*");
            assertThat(host.call(SEND, KEY, key)).isEqualTo("sent for acme");
            long seconds = retrySeconds(refusal(host, key), Status.Code.RESOURCE_EXHAUSTED);
            assertThat(seconds).isBetween(3500L, 3600L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void storeThatFailsIsUnavailableAndNeverARefusal(Transport transport) throws Exception {
        try (GrpcHost host = GrpcHost.start(transport)) {
            String key = host.key("*");
            host.storeFails(true);
            assertThat(retrySeconds(refusal(host, key), Status.Code.UNAVAILABLE))
                    .isPositive();
            host.storeFails(false);
            assertThat(host.call(SEND, KEY, key)).isEqualTo("sent for acme");
        }
    }

    @Test
    void tooManyWrongKeysAreRefusedForAWhile() throws Exception {
        try (GrpcHost host = GrpcHost.start(
                Transport.NETTY,
                builder -> builder.failedAttempts(new InMemoryRateLimiter(Clock.systemUTC()), ONE, ONE))) {
            String unknown = host.key("*");
            String malformed = "acme_wrong";
            assertThat(host.call(SEND, KEY, malformed)).isEqualTo("UNAUTHENTICATED MALFORMED");
            assertThat(retrySeconds(refusal(host, malformed), Status.Code.RESOURCE_EXHAUSTED))
                    .isPositive();
            assertThat(host.call(SEND, KEY, unknown)).isEqualTo("sent for acme");
        }
    }

    @Test
    void firstProofWithoutAPlaceIsUnavailable() throws Exception {
        HashingGate gate = new HashingGate(1, 0, Duration.ZERO);
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        try (GrpcHost host = GrpcHost.start(
                Transport.NETTY, builder -> builder.hashingGate(gate).provenKeys(0))) {
            String key = host.key("*");
            CompletableFuture<Void> busy = CompletableFuture.runAsync(() -> assertThat(gate.run("busy", () -> {
                        taken.countDown();
                        return await(free);
                    }))
                    .isPresent());
            taken.await();
            assertThat(retrySeconds(refusal(host, key), Status.Code.UNAVAILABLE))
                    .isPositive();
            free.countDown();
            busy.join();
        } finally {
            free.countDown();
            gate.close();
        }
    }

    /** In the same process there is no address. */
    @Test
    void networksAreThoseOfTheConnection() throws Exception {
        KeySpec bound = SPEC.limits(new Limits(List.of(), List.of(Cidr.parse("127.0.0.0/8"))));
        try (GrpcHost host = GrpcHost.start(Transport.NETTY)) {
            assertThat(host.call(SEND, KEY, host.key(bound))).isEqualTo("sent for acme");
        }
        try (GrpcHost host = GrpcHost.start(Transport.IN_PROCESS)) {
            assertThat(host.call(SEND, KEY, host.key(bound))).isEqualTo("PERMISSION_DENIED NETWORK");
        }
    }

    @Test
    void transportThreadsDecideNothing() throws Exception {
        try (GrpcHost host = GrpcHost.start(Transport.NETTY)) {
            String key = host.key("*");
            host.threadsOfTheStore.clear();
            assertThat(host.call(SEND, KEY, key)).isEqualTo("sent for acme");
            assertThat(host.threadsOfTheStore).anyMatch(name -> name.startsWith("grpc-default-executor"));
            assertThat(host.threadsOfTheStore).noneMatch(name -> name.contains("ELG"));
        }
    }

    @Test
    void methodWithoutARuleKeepsTheServerFromStarting() {
        MethodRules rules = MethodRules.none().open(PING).requires(SEND, Requirement.ANY);
        assertThatThrownBy(() -> rules.check(List.of(Messages.service())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("acme.Messages/Chat, acme.Messages/Watch");
        assertThatThrownBy(() -> rules.check(List.of())).hasMessageContaining("acme.Messages/Ping, acme.Messages/Send");
        assertThatThrownBy(() -> rules.open(SEND)).hasMessageContaining("two rules");
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static StatusRuntimeException refusal(GrpcHost host, String key) {
        return catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(host.client(KEY, key), SEND, CallOptions.DEFAULT, "text"));
    }

    /** Returns the wait that both the details and the trailer of a refusal name. */
    private static long retrySeconds(StatusRuntimeException refusal, Status.Code code) throws Exception {
        assertThat(refusal.getStatus().getCode()).isEqualTo(code);
        RetryInfo retry =
                StatusProto.fromThrowable(refusal).getDetailsList().get(0).unpack(RetryInfo.class);
        long seconds = retry.getRetryDelay().getSeconds();
        Metadata.Key<String> pushback = Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);
        assertThat(refusal.getTrailers().get(pushback)).isEqualTo(Long.toString(seconds * 1000));
        return seconds;
    }
}
