package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.KeyUse.Outcome;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.KeyUsage.Day;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.UsageQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The promises about usage by day: KH1, KH2 and KH3.
 *
 * <p>If this fails, look at the zone in which an instant is turned into a day, at the bounds of the query, which are
 * both included, and at what a limited or refused request adds to.
 */
abstract class DailyUsageRules extends HistoryRules {
    private static final LocalDate D0 = LocalDate.ofInstant(T0, ZoneOffset.UTC);

    /** The first and the last millisecond of the day. */
    private static final Instant MIDNIGHT = D0.atStartOfDay(ZoneOffset.UTC).toInstant();

    private static final Instant LAST = MIDNIGHT.plus(Duration.ofDays(1)).minusMillis(1);

    @Test
    void kh1_acceptedLimitedAndRefusedRequestsAreCountedApart() {
        ApiKey key = insert(Keys.spec());
        record(key, Outcome.ACCEPTED, T0, 5);
        record(key, Outcome.LIMITED, T0.plusMillis(1), 7);
        record(key, Outcome.REFUSED, T0.plusMillis(2), 11);
        record(key, Outcome.ACCEPTED, T0.plusMillis(3), 1);
        record(key, Outcome.LIMITED, T0.plusMillis(4), 2);
        record(key, Outcome.REFUSED, T0.plusMillis(5), 3_000_000_000L);

        assertThat(usage(D0, D0, key))
                .isEqualTo(
                        Map.of(key.id(), new KeyUsage(T0.plusMillis(3), List.of(new Day(D0, 6, 9, 3_000_000_011L)))));
    }

    @Test
    void kh1_whatIsLimitedOrRefusedIsNoUse() {
        ApiKey key = insert(Keys.spec());
        record(key, Outcome.LIMITED, T0, 1);
        record(key, Outcome.REFUSED, T0, 1);
        assertThat(listed(key)).isEqualTo(new ListedKey(key, null, 0));
        assertThat(usage(D0, D0, key)).isEqualTo(Map.of(key.id(), new KeyUsage(null, List.of(new Day(D0, 0, 1, 1)))));

        record(key, Outcome.ACCEPTED, T0, 1);
        record(key, Outcome.REFUSED, T0.plusMillis(1), 1);
        assertThat(listed(key)).isEqualTo(new ListedKey(key, T0, 1));
    }

    @Test
    void kh1_theLastUseOfEachSecretIsThatOfAcceptedRequests() {
        ApiKey issued = insert(Keys.spec());
        ApiKey key = replace(issued.by(Keys.ACTOR, T0).rotate(Keys.secret(), Duration.ofDays(1)));
        ApiKey other = insert(Keys.spec());
        String fresh = key.secrets().get(0).handle();
        String previous = key.secrets().get(1).handle();
        store.recordUse(UseBatch.of(
                new KeyUse(key.id(), T0, 1).with(fresh),
                new KeyUse(key.id(), T0.plusMillis(2), 1).with(previous),
                new KeyUse(key.id(), Outcome.REFUSED, T0.plusMillis(4), 1).with(previous)));

        assertThat(usage(D0, D0, key, other))
                .isEqualTo(Map.of(
                        key.id(),
                        new KeyUsage(
                                T0.plusMillis(2),
                                Map.of(fresh, T0, previous, T0.plusMillis(2)),
                                List.of(new Day(D0, 2, 0, 1)))));
    }

    @Test
    void kh1_aDayIsADayOfUtcFromItsFirstMillisecondToItsLast() {
        ApiKey key = insert(Keys.spec());
        for (Instant at : List.of(MIDNIGHT.minusMillis(1), MIDNIGHT, LAST, LAST.plusMillis(1))) {
            record(key, Outcome.ACCEPTED, at, 1);
        }

        assertThat(days(D0.minusDays(9), D0.plusDays(9), key))
                .containsExactly(accepted(D0.minusDays(1), 1), accepted(D0, 2), accepted(D0.plusDays(1), 1));
    }

    @Test
    void kh1_outcomesAndDaysOfOneKeyMayBeMixedInABatch() {
        ApiKey key = insert(Keys.spec());
        ApiKey other = insert(Keys.spec());
        store.recordUse(UseBatch.of(
                new KeyUse(key.id(), Outcome.REFUSED, LAST.plusMillis(1), 1),
                new KeyUse(other.id(), Outcome.LIMITED, T0, 10),
                new KeyUse(key.id(), Outcome.ACCEPTED, T0.plusMillis(9), 2),
                new KeyUse(Keys.id(), Outcome.REFUSED, T0, 1),
                new KeyUse(key.id(), Outcome.LIMITED, T0, 4),
                new KeyUse(key.id(), Outcome.ACCEPTED, T0, 8)));

        assertThat(usage(D0, D0.plusDays(1), key, other))
                .isEqualTo(Map.of(
                        key.id(),
                        new KeyUsage(
                                T0.plusMillis(9), List.of(new Day(D0, 10, 4, 0), new Day(D0.plusDays(1), 0, 0, 1))),
                        other.id(),
                        new KeyUsage(null, List.of(new Day(D0, 0, 10, 0)))));
    }

    @Test
    void kh2_aQueryHasItsFirstAndItsLastDayAndNoOthers() {
        ApiKey key = insert(Keys.spec());
        for (int day = -3; day <= 3; day++) {
            record(key, Outcome.ACCEPTED, T0.plus(Duration.ofDays(day)), 10 + day);
        }

        assertThat(days(D0.minusDays(1), D0.plusDays(2), key))
                .containsExactly(
                        accepted(D0.minusDays(1), 9),
                        accepted(D0, 10),
                        accepted(D0.plusDays(1), 11),
                        accepted(D0.plusDays(2), 12));
        assertThat(days(D0.plusDays(4), D0.plusDays(9), key)).isEmpty();
        assertThat(usage(D0.plusDays(4), D0.plusDays(9), key))
                .as("the last use, though before these days")
                .isEqualTo(Map.of(key.id(), new KeyUsage(T0.plus(Duration.ofDays(3)), List.of())));
    }

    @Test
    void kh2_onlyTheNamedKeysAreRead() {
        ApiKey used = insert(Keys.spec());
        ApiKey unused = insert(Keys.spec());
        ApiKey other = insert(Keys.spec());
        record(used, Outcome.ACCEPTED, T0, 1);
        record(other, Outcome.ACCEPTED, T0, 1);

        assertThat(history.usage(new UsageQuery(List.of(unused.id(), Keys.id(), used.id()), D0, D0)))
                .isEqualTo(Map.of(used.id(), new KeyUsage(T0, List.of(accepted(D0, 1)))));
    }

    @Test
    void kh2_aQueryMayHaveAsManyKeysAndDaysAsItsBoundsAllow() {
        List<UUID> ids =
                new ArrayList<>(IntStream.range(0, 999).mapToObj(i -> Keys.id()).toList());
        ApiKey key = insert(Keys.spec());
        ids.add(500, key.id());
        LocalDate first = D0.minusDays(UsageQuery.MAX_DAYS - 1);
        record(key, Outcome.ACCEPTED, first.atStartOfDay(ZoneOffset.UTC).toInstant(), 3);
        record(key, Outcome.ACCEPTED, T0, 2);

        assertThat(history.usage(new UsageQuery(ids, first, D0)))
                .isEqualTo(Map.of(key.id(), new KeyUsage(T0, List.of(accepted(first, 3), accepted(D0, 2)))));
    }

    @Test
    void kh3_usageOfEarlierDaysIsRemovedAndNoOther() {
        ApiKey key = insert(Keys.spec());
        ApiKey other = insert(Keys.spec());
        for (int day = 0; day < 4; day++) {
            record(key, Outcome.ACCEPTED, T0.plus(Duration.ofDays(day)), 1);
            record(other, Outcome.REFUSED, T0.plus(Duration.ofDays(day)), 1);
        }

        assertThat(history.forgetUsage(D0.plusDays(2), 100)).isEqualTo(4);
        assertThat(days(D0, D0.plusDays(3), key))
                .containsExactly(accepted(D0.plusDays(2), 1), accepted(D0.plusDays(3), 1));
        assertThat(days(D0, D0.plusDays(3), other)).extracting(Day::refused).containsExactly(1L, 1L);
        assertThat(listed(key)).as("last use and count").isEqualTo(new ListedKey(key, T0.plus(Duration.ofDays(3)), 4));
        assertThat(history.forgetUsage(D0.plusDays(2), 100)).as("again").isZero();
    }

    @Test
    void kh3_noMoreIsRemovedThanTheLimit() {
        ApiKey key = insert(Keys.spec());
        for (int day = 0; day < 5; day++) {
            record(key, Outcome.ACCEPTED, T0.plus(Duration.ofDays(day)), 1);
        }

        assertThat(history.forgetUsage(D0.plusDays(5), 2)).isEqualTo(2);
        assertThat(days(D0, D0.plusDays(9), key))
                .as("the earliest go first")
                .extracting(Day::date)
                .containsExactly(D0.plusDays(2), D0.plusDays(3), D0.plusDays(4));
        assertThat(history.forgetUsage(D0.plusDays(5), 2)).isEqualTo(2);
        assertThat(history.forgetUsage(D0.plusDays(5), 2)).isEqualTo(1);
    }

    @Test
    void kh3_aPurgedKeyHasNoUsage() {
        ApiKey key = replace(by(insert(Keys.spec()), T0).revoke("test"));
        record(key, Outcome.ACCEPTED, T0, 1);
        assertThat(store.purge(Keys.purge(T0.plusMillis(1), 10))).isEqualTo(1);
        record(key, Outcome.REFUSED, T0, 1);

        assertThat(usage(D0, D0, key)).isEmpty();
    }

    private void record(ApiKey key, Outcome outcome, Instant at, long count) {
        store.recordUse(UseBatch.of(new KeyUse(key.id(), outcome, at, count)));
    }

    private Map<UUID, KeyUsage> usage(LocalDate from, LocalDate to, ApiKey... keys) {
        return history.usage(new UsageQuery(Arrays.stream(keys).map(ApiKey::id).toList(), from, to));
    }

    private List<Day> days(LocalDate from, LocalDate to, ApiKey key) {
        return usage(from, to, key).getOrDefault(key.id(), KeyUsage.NONE).days();
    }

    private static Day accepted(LocalDate date, long count) {
        return new Day(date, count, 0, 0);
    }

    private ListedKey listed(ApiKey key) {
        return store.list(KeyQuery.of(key.tenant(), 100)).items().stream()
                .filter(listed -> listed.key().id().equals(key.id()))
                .findFirst()
                .orElseThrow();
    }
}
