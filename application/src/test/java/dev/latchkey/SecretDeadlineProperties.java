package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.sealing.SealingKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** No operation that a secret authorizes yields a credential that works after that secret's own deadline. */
class SecretDeadlineProperties {
    private static final KeySpec SLOT = SPEC.slot("default");
    private static final KeySpec OTHER_SLOT =
            KeySpecs.number("wn_1", Permissions.ALL).slot("default");

    /** What a caller, or the host in between, may do. */
    private enum Operation {
        ROTATE,
        REGENERATE_OWN,
        REGENERATE_OWN_ONCE,
        REGENERATE_OWN_SLOT,
        REGENERATE_OTHER_SLOT,
        ISSUE,
        ISSUE_ONCE,
        REVEAL,
        WAIT
    }

    /**
     * One step.
     *
     * @param operation what is tried
     * @param which picks one of the credentials that are known
     * @param seconds an overlap, a lifetime or a wait; zero for none
     */
    private record Step(Operation operation, int which, int seconds) {
        RotationMode mode() {
            return seconds == 0 ? RotationMode.NOW : RotationMode.overlap(Duration.ofSeconds(seconds));
        }
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        return Combinators.combine(
                        Arbitraries.of(Operation.values()),
                        Arbitraries.integers().between(0, 100),
                        Arbitraries.of(0, 60, 70, 160))
                .as(Step::new)
                .list()
                .ofMinSize(3)
                .ofMaxSize(12);
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void nothingThatASecretYieldsWorksAfterItsDeadline(@ForAll("histories") List<Step> history) {
        HashingGate roomy = new HashingGate(2, 64, Duration.ofSeconds(30));
        SealingKeys sealing = SealingKeys.of("k1", new byte[32]);
        try (World world = new World(builder -> builder.hashingGate(roomy).sealing(sealing))) {
            List<RawKey> known = new ArrayList<>();
            known.add(world.issue(SLOT).rawKey());
            known.add(world.issue(OTHER_SLOT).rawKey());
            List<Promise> promises = new ArrayList<>();
            for (int i = 0; i < history.size(); i++) {
                Step step = history.get(i);
                RawKey presented = known.get(step.which() % known.size());
                Verdict verdict = world.authenticate(presented);
                if (verdict.outcome() != Verdict.Outcome.ACCEPTED) {
                    continue;
                }
                Caller caller = verdict.acceptedCaller();
                Instant deadline = caller.deadline();
                for (RawKey yielded : apply(world, step, caller, "once-" + i)) {
                    world.watch(yielded);
                    known.add(yielded);
                    if (deadline != null && step.operation() != Operation.ROTATE) {
                        promises.add(new Promise(presented, yielded, deadline));
                    }
                }
                promises.forEach(promise -> promise.check(world));
            }
            for (int i = 0; i < 12; i++) {
                world.clock.advance(Duration.ofSeconds(60));
                promises.forEach(promise -> promise.check(world));
            }
        }
    }

    /** That a credential ends with the secret that yielded it. */
    private record Promise(RawKey presented, RawKey yielded, Instant deadline) {
        void check(World world) {
            if (!world.clock.instant().isBefore(deadline)) {
                assertThat(world.authenticate(yielded).outcome())
                        .as("%s, yielded by %s", yielded, presented)
                        .isNotEqualTo(Verdict.Outcome.ACCEPTED);
            }
        }
    }

    private static List<RawKey> apply(World world, Step step, Caller caller, String name) {
        ApiKeys keys = world.keys();
        ApiKey own = caller.key();
        Duration length = Duration.ofSeconds(step.seconds());
        Instant expiry = step.seconds() == 0 ? null : world.clock.instant().plus(length);
        IdempotencyKey once = new IdempotencyKey(name);
        return switch (step.operation()) {
            case ROTATE -> raw(keys.rotate("acme", own.id(), step.mode(), ACTOR));
            case REGENERATE_OWN -> raw(keys.regenerateOwn(caller));
            case REGENERATE_OWN_ONCE -> rawOnce(world.latchkey.keys().once(once).regenerateOwn(caller));
            case REGENERATE_OWN_SLOT -> raw(keys.regenerate(SLOT, caller));
            case REGENERATE_OTHER_SLOT -> raw(keys.regenerate(OTHER_SLOT.expiresAt(expiry), caller));
            case ISSUE -> raw(keys.issue(SPEC.expiresAt(expiry), caller));
            case ISSUE_ONCE -> rawOnce(world.latchkey.keys().once(once).issue(SPEC.expiresAt(expiry), caller));
            case REVEAL ->
                List.copyOf(world.latchkey
                        .sealedKeys()
                        .reveal(world.store.all(), caller)
                        .values());
            case WAIT -> {
                world.clock.advance(length);
                yield List.of();
            }
        };
    }

    private static List<RawKey> raw(Result<IssuedKey> result) {
        return result.isDone() ? List.of(result.value().rawKey()) : List.of();
    }

    private static List<RawKey> rawOnce(Result<IdempotentResult> result) {
        return result.isDone()
                ? Optional.ofNullable(result.value().rawKey()).stream().toList()
                : List.of();
    }
}
