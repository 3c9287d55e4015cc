package dev.latchkey;

import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.adapter.inmemory.InMemoryRateLimiter;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.KeyUsage.Day;
import dev.latchkey.ports.query.ListedKey;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class UsageTest {
    private static final LocalDate TODAY = LocalDate.ofInstant(World.START, ZoneOffset.UTC);

    private final TestClock clock = new TestClock(World.START);

    @Test
    void acceptedLimitedAndRefusedRequestsOfAKeyAreCountedApart() {
        try (Latchkey latchkey = latchkey(builder -> builder.rateLimits(
                RateLimits.perKey(new InMemoryRateLimiter(clock), new RateLimit(3, 1, Duration.ofDays(1)))))) {
            IssuedKey issued = latchkey.keys()
                    .issue(SPEC.permissions(Permissions.of("a:read")), World.ACTOR)
                    .orElseThrow();
            String raw = issued.rawKey().reveal();
            for (String permission : List.of("a:read", "a:write", "a:read", "a:read", "a:write")) {
                Verdict verdict = latchkey.authenticator().authenticate(raw, Requirement.ANY.with(permission), null);
                assertThat(verdict).isNotNull();
            }
            assertThat(latchkey.authenticator()
                            .authenticate(raw.substring(0, raw.length() - 9) + "xxxxxxxxx", Requirement.ANY, null)
                            .outcome())
                    .as("a wrong secret")
                    .isEqualTo(Verdict.Outcome.REFUSED);
            latchkey.keys()
                    .revoke("acme", issued.key().id(), "test", World.ACTOR)
                    .orElseThrow();
            assertThat(latchkey.authenticator()
                            .authenticate(raw, Requirement.ANY, null)
                            .outcome())
                    .isEqualTo(Verdict.Outcome.REFUSED);
            latchkey.flush();

            assertThat(latchkey.usage().of("acme", issued.key().id(), 1))
                    .contains(new KeyUsage(
                            World.START,
                            Map.of(issued.key().currentSecret().handle(), World.START),
                            List.of(new Day(TODAY, 2, 2, 2))));
        }
    }

    @Test
    void eachSecretHasItsOwnLastUseAndARequestThatOnlyNamesTheKeyIsNone() {
        try (Latchkey latchkey = latchkey(builder -> {})) {
            IssuedKey first = latchkey.keys().issue(SPEC, World.ACTOR).orElseThrow();
            UUID id = first.key().id();
            IssuedKey second = latchkey.keys()
                    .rotate("acme", id, RotationMode.overlap(Duration.ofDays(1)), World.ACTOR)
                    .orElseThrow();
            String previous = first.key().currentSecret().handle();
            String current = second.key().currentSecret().handle();
            for (int i = 0; i < 2; i++) {
                use(latchkey, first);
                use(latchkey, second);
                clock.advance(Duration.ofMinutes(1));
            }
            use(latchkey, first);
            clock.advance(Duration.ofMinutes(1));
            assertThat(latchkey.authenticator()
                            .authenticateTrusted(current, Requirement.ANY, null)
                            .outcome())
                    .isEqualTo(Verdict.Outcome.ACCEPTED);
            latchkey.flush();

            assertThat(latchkey.keys().list(KeyQuery.of("acme", 10)).items())
                    .containsExactly(new ListedKey(second.key(), at(3), 6, Map.of(previous, at(2), current, at(1))));
            clock.advance(Duration.ofMinutes(1));
            use(latchkey, second);
            latchkey.flush();
            assertThat(latchkey.usage().of("acme", id, 1))
                    .contains(new KeyUsage(
                            at(4), Map.of(previous, at(2), current, at(4)), List.of(new Day(TODAY, 7, 0, 0))));
        }
    }

    private static Instant at(int minutes) {
        return World.START.plus(Duration.ofMinutes(minutes));
    }

    private static void use(Latchkey latchkey, IssuedKey key) {
        assertThat(latchkey.authenticator()
                        .authenticate(key.rawKey().reveal(), Requirement.ANY, null)
                        .outcome())
                .isEqualTo(Verdict.Outcome.ACCEPTED);
    }

    @Test
    void daysWithoutRequestsAreZeroAndTodayIsTheLast() {
        try (Latchkey latchkey = latchkey(builder -> {})) {
            IssuedKey issued = latchkey.keys().issue(SPEC, World.ACTOR).orElseThrow();
            assertThat(latchkey.authenticator()
                            .authenticate(issued.rawKey().reveal(), Requirement.ANY, null)
                            .outcome())
                    .isEqualTo(Verdict.Outcome.ACCEPTED);
            latchkey.flush();
            clock.advance(Duration.ofDays(2));

            KeyUsage usage = latchkey.usage().of("acme", issued.key().id(), 30).orElseThrow();
            assertThat(usage.lastUsedAt()).isEqualTo(World.START);
            assertThat(usage.days()).hasSize(30).contains(new Day(TODAY, 1, 0, 0));
            assertThat(usage.days().get(29)).isEqualTo(Day.none(TODAY.plusDays(2)));
            assertThat(usage.days().get(0)).isEqualTo(Day.none(TODAY.minusDays(27)));
        }
    }

    @Test
    void theUsageOfAPageOfKeysHasEachOfThem() {
        try (Latchkey latchkey = latchkey(builder -> {})) {
            ApiKey one = latchkey.keys().issue(SPEC, World.ACTOR).orElseThrow().key();
            ApiKey two = latchkey.keys().issue(SPEC, World.ACTOR).orElseThrow().key();

            Map<UUID, KeyUsage> usage = latchkey.usage().of(List.of(one, two, one), 7);
            assertThat(usage).containsOnlyKeys(one.id(), two.id());
            assertThat(usage.values())
                    .allSatisfy(each -> assertThat(each.days()).hasSize(7));
            assertThat(latchkey.usage().of(List.of(), 7)).isEmpty();
        }
    }

    @Test
    void anotherTenantsKeyIsNotThereAndTheDaysAreBounded() {
        try (Latchkey latchkey = latchkey(builder -> {})) {
            ApiKey key = latchkey.keys().issue(SPEC, World.ACTOR).orElseThrow().key();
            assertThat(latchkey.usage().of("other", key.id(), 7)).isEmpty();
            assertThat(latchkey.usage().of("acme", UUID.randomUUID(), 7)).isEmpty();
            for (int days : List.of(0, 401)) {
                assertThatThrownBy(() ->
                                latchkey.usage().of("acme", key.id(), days).isPresent())
                        .isInstanceOf(InvalidValueException.class);
            }
        }
    }

    @Test
    void aHostIsToldThatItsStoreKeepsNoUsage() {
        try (World world = new World()) {
            ApiKey key = world.issue(SPEC).key();
            Usage usage = world.latchkey.usage();
            assertThat(usage.isKept()).isFalse();
            assertThatThrownBy(() -> usage.of("acme", key.id(), 7).isPresent())
                    .isInstanceOf(NotKeptException.class)
                    .hasMessageContaining("KeyHistory.Source");
            assertThatThrownBy(() -> usage.of(List.of(key), 7).isEmpty()).isInstanceOf(NotKeptException.class);
        }
        try (Latchkey latchkey = latchkey(builder -> {})) {
            assertThat(latchkey.usage().isKept()).isTrue();
        }
    }

    private Latchkey latchkey(Consumer<LatchkeyBuilder> more) {
        LatchkeyBuilder builder = Latchkey.builder()
                .store(new InMemoryKeyStore())
                .keyFormat(World.FORMAT)
                .clock(clock)
                .argon2(World.CHEAP)
                .flushEvery(Duration.ofDays(1));
        more.accept(builder);
        return builder.build();
    }
}
