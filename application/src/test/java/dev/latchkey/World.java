package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.query.AccessEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One Latchkey with everything around it in the test's hand: store, clock, gate, sink, logs. Argon2 is as cheap as it
 * can be, and nothing is flushed unless the test says so. Closing it checks that nothing secret was logged.
 */
final class World implements AutoCloseable {
    static final Instant START = Instant.parse("2030-05-05T10:00:00Z");
    static final Argon2Parameters CHEAP = new Argon2Parameters(64, 1, 1);
    static final KeyFormat FORMAT = KeyFormat.of("ps_");
    static final Actor ACTOR = Actor.user("ada");
    static final KeySpec SPEC = KeySpec.of("acme", Scope.tenant(), "ci").allPermissions();
    static final Duration RETRY = Duration.ofSeconds(7);

    final HookedStore store;
    final TestClock clock = new TestClock(START);
    final List<AccessEvent> recorded = new CopyOnWriteArrayList<>();
    /** Counted by the listener, unless the test has one of its own. */
    final AtomicLong limiterFailures = new AtomicLong();

    final HashingGate gate = new HashingGate(1, 0, Duration.ZERO);
    final Latchkey latchkey;
    private final LogWatch logs = new LogWatch();

    /** Run before events are recorded; may throw what the sink is to throw. */
    volatile Runnable beforeRecord = () -> {};

    World() {
        this(builder -> {});
    }

    World(Consumer<LatchkeyBuilder> more) {
        this(new HookedStore(), more);
    }

    World(HookedStore store, Consumer<LatchkeyBuilder> more) {
        this.store = store;
        AuditSink sink = events -> {
            beforeRecord.run();
            recorded.addAll(events);
        };
        LatchkeyBuilder builder = Latchkey.builder()
                .store(store)
                .keyFormat(FORMAT)
                .clock(clock)
                .argon2(CHEAP)
                .hashingGate(gate)
                .auditSink(sink)
                .listener(new LatchkeyListener() {
                    @Override
                    public void happened(Event event) {
                        if (event == Event.LIMITER_FAILED) {
                            limiterFailures.incrementAndGet();
                        }
                    }
                })
                .retryAfter(RETRY)
                .flushEvery(Duration.ofDays(1));
        more.accept(builder);
        this.latchkey = builder.build();
    }

    ApiKeys keys() {
        return latchkey.keys();
    }

    IssuedKey issue(KeySpec spec) {
        return watched(keys().issue(spec, ACTOR)).orElseThrow();
    }

    /** Sees to it that the raw key and its hash are looked for in the logs. */
    Result<IssuedKey> watched(Result<IssuedKey> result) {
        return result.map(issued -> {
            watch(issued.rawKey());
            return issued;
        });
    }

    void watch(RawKey raw) {
        logs.watch(raw.reveal());
        int end = raw.reveal().length();
        logs.watch(raw.reveal().substring(Math.max(0, end - 49), Math.max(0, end - 6)));
    }

    LogWatch logs() {
        return logs;
    }

    Verdict authenticate(RawKey raw) {
        return authenticate(raw.reveal());
    }

    Verdict authenticate(String presented) {
        return latchkey.authenticator().authenticate(presented, Requirement.ANY, null);
    }

    Caller accepted(RawKey raw) {
        return authenticate(raw).acceptedCaller();
    }

    void assertRefused(RawKey raw, Refusal refusal) {
        assertRefused(authenticate(raw), refusal);
    }

    static void assertRefused(Verdict verdict, Refusal refusal) {
        assertThat(verdict).returns(Verdict.Outcome.REFUSED, Verdict::outcome).returns(refusal, Verdict::refusal);
    }

    /** Versions 1, 2, 3 and so on, one event each, and the key at the last of them. */
    void assertGapless(UUID id) {
        List<Long> versions = store.events(id).stream().map(e -> e.version()).toList();
        for (int i = 0; i < versions.size(); i++) {
            assertThat(versions.get(i)).isEqualTo(i + 1L);
        }
        assertThat(store.get(id).version()).isEqualTo(versions.size());
    }

    @Override
    public void close() {
        store.all().forEach(key -> key.secrets().forEach(secret -> logs.watch(secret.hash())));
        latchkey.close();
        gate.close();
        logs.close();
    }
}
