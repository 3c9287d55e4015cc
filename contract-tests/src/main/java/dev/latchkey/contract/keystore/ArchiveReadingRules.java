package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyArchive.DroppedHandle;
import dev.latchkey.ports.KeyArchive.WholeUsage;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeyUse.Outcome;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.KeyUsage.Day;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The reads of an archive: KA1, KA2 and KA3.
 *
 * <p>If this fails, look at tenants of which only events are left, at handles that a rotation or a purge has dropped,
 * and at a last use whose day was forgotten.
 */
abstract class ArchiveReadingRules extends ArchiveRules {
    private static final Instant NOON = Instant.parse("2030-02-03T12:00:00Z");

    @Test
    void ka1_everyTenantWithAKeyOrAnEventIsListedOnce() {
        List<String> tenants = new ArrayList<>();
        for (String text : Samples.texts(128)) {
            tenants.add(text);
            insert(KeySpec.of(text, Scope.tenant(), "first"));
            insert(KeySpec.of(text, Scope.tenant(), "second"));
        }
        for (int limit : new int[] {1, 7, tenants.size() - 1, tenants.size(), 1000}) {
            assertThat(ArchiveRules.<String>pages(limit, last -> archive.tenants(last, limit)))
                    .as("tenants in pages of %d", limit)
                    .containsExactlyInAnyOrderElementsOf(tenants);
        }
    }

    @Test
    void ka1_aTenantOfWhichOnlyEventsAreLeftIsListed() {
        purge(insert(KeySpec.of("purged", Scope.tenant(), "a key")));
        var unused = store.markTenant(new TenantMark("ended", 1, true, T0, "", Keys.ACTOR));
        assertThat(archive.tenants(null, 10).items()).containsExactlyInAnyOrder("purged", "ended");
    }

    @Test
    void ka1_anEmptyStoreHasNoTenants() {
        assertThat(archive.tenants(null, 10).items()).isEmpty();
    }

    @Test
    void ka2_theHandlesThatRotationsAndPurgesHaveDroppedAreListedInOrder() {
        List<DroppedHandle> dropped = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ApiKey first = insert(Keys.spec());
            ApiKey last = first;
            for (int j = 0; j < ApiKey.MAX_SECRETS; j++) {
                last = replace(last.by(Keys.ACTOR, T0.plusMillis(j)).rotate(Keys.secret(), Duration.ZERO));
            }
            dropped.add(new DroppedHandle(first.currentSecret().handle(), first.id()));
            if (i % 2 == 0) {
                last.secrets().forEach(secret -> dropped.add(new DroppedHandle(secret.handle(), first.id())));
                purge(last);
            }
            insert(Keys.spec());
        }
        dropped.sort(Comparator.comparing(DroppedHandle::handle));
        for (int limit : new int[] {1, 3, dropped.size() - 1, dropped.size(), 1000}) {
            assertThat(ArchiveRules.<DroppedHandle>pages(
                            limit, last -> archive.droppedHandles(last == null ? null : last.handle(), limit)))
                    .as("dropped handles in pages of %d", limit)
                    .containsExactlyElementsOf(dropped);
        }
    }

    @Test
    void ka2_theHandlesOfAPurgedKeyAreListedAlsoWhenItsEventsAreForgotten() {
        ApiKey key = insert(Keys.spec());
        purge(key);
        assertThat(((KeyHistory.Source) store).history().forgetChanges(T0.plusSeconds(999), 10))
                .isEqualTo(1);
        assertThat(archive.droppedHandles(null, 10).items())
                .containsExactly(new DroppedHandle(key.currentSecret().handle(), key.id()));
    }

    @Test
    void ka3_theWholeUsageIsRead() {
        ApiKey used = insert(Keys.spec());
        ApiKey refused = insert(Keys.spec());
        ApiKey unused = insert(Keys.spec());
        use(used, Outcome.ACCEPTED, NOON, 3_000_000_000L);
        use(used, Outcome.ACCEPTED, NOON.minus(Duration.ofDays(2000)), 2);
        use(used, Outcome.LIMITED, NOON, 5);
        use(refused, Outcome.REFUSED, NOON, 7);
        LocalDate day = LocalDate.parse("2030-02-03");
        assertThat(archive.usage(List.of(unused.id(), refused.id(), used.id(), Keys.id())))
                .containsExactlyInAnyOrder(
                        new WholeUsage(
                                used.id(),
                                3_000_000_002L,
                                new KeyUsage(
                                        NOON,
                                        List.of(
                                                new Day(day.minusDays(2000), 2, 0, 0),
                                                new Day(day, 3_000_000_000L, 5, 0)))),
                        new WholeUsage(refused.id(), 0, new KeyUsage(null, List.of(new Day(day, 0, 0, 7)))));
    }

    @Test
    void ka3_theLastUseAndTheCountOutliveTheDays() {
        ApiKey key = insert(Keys.spec());
        use(key, Outcome.ACCEPTED, NOON, 3);
        assertThat(((KeyHistory.Source) store).history().forgetUsage(LocalDate.parse("2031-01-01"), 10))
                .isEqualTo(1);
        assertThat(usage(key)).isEqualTo(new WholeUsage(key.id(), 3, new KeyUsage(NOON, List.of())));
    }

    @Test
    void ka3_noKeysHaveNoUsage() {
        assertThat(archive.usage(List.of())).isEmpty();
    }
}
