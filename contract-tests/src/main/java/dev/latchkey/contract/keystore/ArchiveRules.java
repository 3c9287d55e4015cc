package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.KeyArchive.WholeUsage;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** What the parts of the contract of archives share. */
abstract class ArchiveRules {
    static final Instant T0 = Keys.T0;

    KeyStore store;
    KeyArchive archive;

    abstract KeyArchiveContract contract();

    @BeforeEach
    void open() {
        store = contract().store();
        archive = contract().archive(store);
    }

    /** A key with its events, the first one first. */
    record Life(ApiKey key, List<AuditEvent> events) {
        static Life of(Changed issued) {
            return new Life(issued.next(), List.of(issued.event()));
        }

        static Life of(KeySpec spec) {
            return of(Keys.issue(spec, T0));
        }

        Life then(Samples.Change change) {
            Changed changed =
                    Keys.changed(change.of(key.by(Keys.ACTOR, key.changedAt().plusMillis(1))));
            List<AuditEvent> all = new ArrayList<>(events);
            all.add(changed.event());
            return new Life(changed.next(), all);
        }

        Life rotated(int times) {
            Life life = this;
            for (int i = 0; i < times; i++) {
                life = life.then(change -> change.rotate(Keys.secret(), Duration.ZERO));
            }
            return life;
        }

        List<AuditEvent> eventsAfter(long version) {
            return events.stream().filter(event -> event.version() > version).toList();
        }
    }

    ApiKey insert(Changed issued) {
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        return issued.next();
    }

    ApiKey insert(KeySpec spec) {
        return insert(Keys.issue(spec, T0));
    }

    ApiKey replace(Transition transition) {
        Changed changed = Keys.changed(transition);
        assertThat(store.replace(changed.next(), changed.event()).value()).isEqualTo(Replacement.REPLACED);
        return changed.next();
    }

    ApiKey revoke(ApiKey key) {
        return replace(key.by(Keys.ACTOR, key.changedAt().plusMillis(1)).revoke("test"));
    }

    void purge(ApiKey key) {
        assertThat(revoke(key).revocation()).isNotNull();
        assertThat(store.purge(Keys.purge(T0.plusSeconds(99), 1))).isEqualTo(1);
    }

    void restore(Life life) {
        assertThat(archive.restore(life.key(), life.events(), 0))
                .as("restoring %s", life.key())
                .isEqualTo(KeyArchive.Restoration.RESTORED);
    }

    /** The key is stored exactly like this, with these events and no others. */
    void assertStored(Life life) {
        Parts.assertSame(store.findById(life.key().id()).value(), life.key());
        assertThat(events(life.key()))
                .as("events of key %s", life.key().id())
                .containsExactlyInAnyOrderElementsOf(life.events());
    }

    void assertAbsent(ApiKey key) {
        assertThat(store.findById(key.id()).value()).as("key %s", key.id()).isEmpty();
        assertThat(events(key)).as("events of key %s", key.id()).isEmpty();
    }

    List<AuditEvent> events(ApiKey key) {
        return store.audit(AuditQuery.of(key.tenant(), 1000).key(key.id())).items();
    }

    void use(ApiKey key, KeyUse.Outcome outcome, Instant at, long count) {
        store.recordUse(UseBatch.of(new KeyUse(key.id(), outcome, at, count)));
    }

    WholeUsage usage(ApiKey key) {
        List<WholeUsage> found = archive.usage(List.of(key.id()));
        assertThat(found).as("usage of key %s", key.id()).hasSize(1);
        return found.get(0);
    }

    /** Every page of a list, each full but the last, and no item twice. */
    static <T> List<T> pages(int limit, Function<@Nullable T, Page<T>> next) {
        List<T> all = new ArrayList<>();
        T last = null;
        boolean more = true;
        while (more) {
            Page<T> page = next.apply(last);
            more = page.more();
            assertThat(page.items()).as("a page").hasSizeLessThanOrEqualTo(limit);
            assertThat(page.items()).as("a page with more to follow").hasSizeGreaterThanOrEqualTo(more ? limit : 0);
            for (T item : page.items()) {
                assertThat(all).as("listed once").doesNotContain(item);
                all.add(item);
                last = item;
            }
        }
        return all;
    }
}
