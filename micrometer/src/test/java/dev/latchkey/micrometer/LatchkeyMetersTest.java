package dev.latchkey.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Authenticator;
import dev.latchkey.HashingGate;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatchkeyMetersTest {
    @Test
    void requestsStepsBuffersAndTheGateAreMeters() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        HashingGate gate = new HashingGate(2, 16, Duration.ofSeconds(5));
        InMemoryKeyStore store = new InMemoryKeyStore();
        try (Latchkey latchkey = Latchkey.builder()
                .store(store)
                .keyFormat(KeyFormat.of("ps_"))
                .hashingGate(gate)
                .recordCache(store, 100, Duration.ofMinutes(1))
                .listener(new LatchkeyMeters(registry, gate))
                .build()) {
            String key = latchkey.keys()
                    .issue(KeySpec.of("acme", Scope.tenant(), "ci").allPermissions(), Actor.host("test"))
                    .orElseThrow()
                    .rawKey()
                    .reveal();
            Authenticator authenticator = latchkey.authenticator();
            assertThat(authenticator.authenticate(key, Requirement.ANY, null))
                    .returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
            assertThat(authenticator.authenticate(key, Requirement.ANY, null))
                    .returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
            assertThat(authenticator.authenticate("garbage", Requirement.ANY, null))
                    .returns(Verdict.Outcome.REFUSED, Verdict::outcome);
        }
        assertThat(requests(registry, "accepted", "none")).isEqualTo(2);
        assertThat(requests(registry, "refused", "malformed")).isEqualTo(1);
        assertThat(requests(registry, "unavailable", "none")).isZero();
        assertThat(registry.get("latchkey.step")
                        .tag("step", "proof_remembered")
                        .timer()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("latchkey.events")
                        .tag("event", "cache_hit")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("latchkey.buffered")
                        .tags("buffer", "uses", "fate", "written")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("latchkey.gate.running").gauge().value()).isZero();
    }

    private static long requests(SimpleMeterRegistry registry, String outcome, String refusal) {
        return registry.get("latchkey.requests")
                .tags("outcome", outcome, "refusal", refusal)
                .timer()
                .count();
    }
}
