package dev.latchkey.core.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Samples;
import dev.latchkey.core.access.AccessRules;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.key.Transition.Dead;
import dev.latchkey.core.key.Transition.Unchanged;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * Invariants 1 to 7 of the key, after every step of any history, whatever the clocks of the nodes that made it said.
 */
class KeyInvariantsProperties {
    @Provide
    Arbitrary<List<RandomStep>> histories() {
        return RandomStep.any().list().ofMaxSize(30);
    }

    @Provide
    Arbitrary<Long> lifetimes() {
        return Arbitraries.longs().between(1, RandomStep.YEAR_MILLIS).injectNull(0.4);
    }

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void everyHistoryKeepsTheInvariants(
            @ForAll("histories") List<RandomStep> history, @ForAll("lifetimes") @Nullable Long lifetimeMillis) {
        Instant expiry = lifetimeMillis == null ? null : Samples.NOW.plusMillis(lifetimeMillis);
        ApiKey key = Samples.issued(Samples.SPEC.expiresAt(expiry));
        Ledger ledger = new Ledger();
        for (int i = 0; i < history.size(); i++) {
            RandomStep step = history.get(i);
            String freshHandle = "fresh" + (1000 + i);
            Transition transition = step.apply(key, freshHandle);
            ApiKey next = transition instanceof Changed changed ? changed.next() : key;
            checkTransition(key, step, transition);
            checkState(next, step.at());
            if (transition instanceof Changed) {
                ledger.record(key, next, step, freshHandle);
            }
            ledger.check(next, step.at());
            key = next;
        }
    }

    private static void checkTransition(ApiKey before, RandomStep step, Transition transition) {
        assertThat(step.action() == AuditAction.EXPIRED && transition instanceof Changed)
                .as("an expiry is recorded once it has passed for every node")
                .isEqualTo(step.action() == AuditAction.EXPIRED
                        && before.revocation() == null
                        && before.lifecycle().expiredAt() == null
                        && before.expiresAt() != null
                        && !step.now().minus(Rotation.TOLERANCE).isBefore(before.expiresAt()));
        if (transition instanceof Unchanged unchanged) {
            assertThat(unchanged.key()).isSameAs(before);
        } else if (transition instanceof Dead dead) {
            assertThat(dead.status()).isEqualTo(before.status(step.now())).isIn(KeyStatus.REVOKED, KeyStatus.EXPIRED);
        } else if (transition instanceof Changed changed) {
            ApiKey next = changed.next();
            AuditEvent event = changed.event();
            assertThat(next.version()).isEqualTo(before.version() + 1);
            assertThat(event.version()).isEqualTo(next.version());
            assertThat(event.keyId()).isEqualTo(next.id());
            assertThat(event.tenant()).isEqualTo(next.tenant());
            assertThat(event.actor()).isEqualTo(RandomStep.ACTOR);
            assertThat(event.at())
                    .isEqualTo(step.now().isAfter(before.changedAt()) ? step.now() : before.changedAt())
                    .isEqualTo(next.changedAt());
            assertThat(event.action()).isEqualTo(step.action());
            assertThat(next.identity()).isEqualTo(before.identity());
            assertThat(before.revocation()).isNull();
            assertThat(event.changes()).isEqualTo(MemberChange.between(before, next));
            Instant recorded = step.action() == AuditAction.EXPIRED
                    ? event.at()
                    : before.lifecycle().expiredAt();
            boolean sameExpiry = Objects.equals(before.expiresAt(), next.expiresAt());
            assertThat(next.lifecycle().expiredAt()).isEqualTo(sameExpiry ? recorded : null);
            assertThat(next.status(step.now()))
                    .as("status after the record")
                    .isEqualTo(
                            step.action() == AuditAction.EXPIRED ? before.status(step.now()) : next.status(step.now()));
            if (step.action() == AuditAction.ROTATED) {
                assertThat(next.authority()).isEqualTo(before.authority());
                assertThat(next.suspension()).isEqualTo(before.suspension());
                assertThat(next.labels()).isEqualTo(before.labels());
            }
        }
    }

    private static void checkState(ApiKey key, Instant at) {
        boolean revoked = key.revocation() != null;
        List<Secret> current =
                key.secrets().stream().filter(s -> s.retiresAt() == null).toList();
        assertThat(current).hasSize(revoked ? 0 : 1);
        for (Instant probe : probes(key, at)) {
            long usable = key.secrets().stream()
                    .filter(s -> AccessRules.checkInForce(key, s, probe) == null)
                    .count();
            assertThat(usable).as("usable at %s", probe).isLessThanOrEqualTo(revoked ? 0 : 2);
        }
        for (Secret secret : key.secrets()) {
            assertThat(secret.sealedCopy() == null || !revoked).isTrue();
            if (secret.retiresAt() != null && key.expiresAt() != null) {
                assertThat(secret.retiresAt()).isBeforeOrEqualTo(key.expiresAt());
            }
        }
        assertThat(instants(key)).allMatch(instant -> instant.equals(instant.truncatedTo(ChronoUnit.MILLIS)));
    }

    private static Stream<Instant> instants(ApiKey key) {
        return Stream.concat(
                Stream.of(
                        key.createdAt(),
                        key.expiresAt() == null ? Instant.EPOCH : key.expiresAt(),
                        key.suspension() == null
                                ? Instant.EPOCH
                                : key.suspension().at(),
                        key.lifecycle().resumedAt() == null
                                ? Instant.EPOCH
                                : key.lifecycle().resumedAt(),
                        key.revocation() == null
                                ? Instant.EPOCH
                                : key.revocation().at()),
                key.secrets().stream()
                        .flatMap(s -> Stream.of(s.createdAt(), s.retiresAt() == null ? Instant.EPOCH : s.retiresAt())));
    }

    /** Every instant at which something can end, the one before it, and far away on both sides. */
    private static Set<Instant> probes(ApiKey key, Instant at) {
        Set<Instant> probes = new HashSet<>();
        Stream.concat(Stream.of(at), instants(key)).forEach(instant -> {
            probes.add(instant);
            probes.add(instant.minusNanos(1));
            probes.add(instant.plusNanos(1));
        });
        probes.add(Instant.MIN);
        probes.add(Instant.MAX);
        return probes;
    }

    /** What the history promised so far and no later step may take back. */
    private static final class Ledger {
        private final Map<String, Instant> deadlines = new HashMap<>();
        private final Set<String> retiredAtOnce = new HashSet<>();
        private boolean revoked;

        void record(ApiKey before, ApiKey next, RandomStep step, String freshHandle) {
            List<String> handles = new ArrayList<>(
                    before.secrets().stream().map(Secret::handle).toList());
            assertThat(handles).doesNotContain(freshHandle);
            if (step.action() == AuditAction.REVOKED) {
                revoked = true;
                retiredAtOnce.addAll(handles);
            } else if (step.action() == AuditAction.ROTATED) {
                boolean all = step.mode().equals(RotationMode.NOW);
                retiredAtOnce.addAll(all ? handles : handles.subList(1, handles.size()));
            }
            String current = next.currentSecret().handle();
            Instant withdrawn = current.equals(before.currentSecret().handle()) ? null : deadlines.remove(current);
            if (withdrawn != null) {
                boolean canceled = step.action() == AuditAction.ROTATION_CANCELED;
                assertThat(step.now()).isBefore(canceled ? withdrawn.minus(Rotation.TOLERANCE) : withdrawn);
                assertThat(retiredAtOnce).doesNotContain(current);
            }
        }

        void check(ApiKey key, Instant at) {
            assertThat(key.revocation() != null).isEqualTo(revoked);
            for (Secret secret : key.secrets()) {
                Instant deadline = secret.retiresAt();
                Instant promised = deadlines.get(secret.handle());
                if (promised != null) {
                    assertThat(deadline).isNotNull().isBeforeOrEqualTo(promised);
                }
                if (deadline != null) {
                    deadlines.put(secret.handle(), deadline);
                }
                if (retiredAtOnce.contains(secret.handle())) {
                    assertThat(secret.sealedCopy()).isNull();
                    assertThat(probes(key, at))
                            .noneMatch(probe -> AccessRules.checkInForce(key, secret, probe) == null);
                    assertThat(probes(key, at)).allMatch(probe -> key.status(secret, probe) == SecretStatus.RETIRED);
                }
            }
        }
    }
}
