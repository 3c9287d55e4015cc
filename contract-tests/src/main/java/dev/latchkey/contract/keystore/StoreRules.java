package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the parts of the store's contract share: two handles on an empty store, and short names for what tests do all
 * the time.
 */
abstract class StoreRules {
    static final Instant T0 = Keys.T0;
    static final Duration DAY = Duration.ofDays(1);

    KeyStore store;

    /** The same data, through another instance where the adapter can have one. */
    KeyStore elsewhere;

    abstract KeyStoreContract contract();

    @BeforeEach
    void open() {
        store = contract().store();
        elsewhere = contract().another(store);
    }

    static Instant at(long millis) {
        return T0.plusMillis(millis);
    }

    /** What can be done to a key, a moment after T0. */
    static KeyChange later(ApiKey key) {
        return key.by(Keys.ACTOR, at(1));
    }

    Insertion tryInsert(Changed issued) {
        return store.insert(issued.next(), issued.event()).value();
    }

    ApiKey insert(Changed issued) {
        assertThat(tryInsert(issued)).as("insert %s", issued.next()).isEqualTo(Insertion.INSERTED);
        return issued.next();
    }

    ApiKey insert(KeySpec spec) {
        return insert(Keys.issue(spec, T0));
    }

    ApiKey insert(KeySpec spec, Secret secret) {
        return insert(Keys.issue(Keys.id(), spec, secret, T0));
    }

    Replacement tryReplace(Transition transition) {
        Changed changed = Keys.changed(transition);
        return store.replace(changed.next(), changed.event()).value();
    }

    ApiKey replace(Transition transition) {
        assertThat(tryReplace(transition)).as("replace by %s", transition).isEqualTo(Replacement.REPLACED);
        return Keys.changed(transition).next();
    }

    ApiKey rotate(ApiKey key) {
        return replace(later(key).rotate(Keys.secret(), Duration.ZERO));
    }

    ApiKey revoke(ApiKey key) {
        return replace(later(key).revoke("test"));
    }

    /** Rotated so often that the key has forgotten its first secret. */
    ApiKey rotatePastTheFirst(ApiKey key) {
        ApiKey last = key;
        for (int i = 0; i < ApiKey.MAX_SECRETS; i++) {
            last = rotate(last);
        }
        assertThat(last.secret(key.currentSecret().handle())).isEmpty();
        return last;
    }

    ListedKey listed(ApiKey key) {
        List<ListedKey> found = allKeys(KeyQuery.of(key.tenant(), 100)).stream()
                .filter(one -> one.key().id().equals(key.id()))
                .toList();
        assertThat(found).as("listed keys with id %s", key.id()).hasSize(1);
        return found.get(0);
    }

    /** Who is in the slot that a key has or had. */
    Optional<ApiKey> inSlotOf(ApiKey key) {
        return elsewhere
                .findBySlot(key.tenant(), key.scope(), Objects.requireNonNull(key.slot()))
                .value();
    }

    /** Every page of a list. */
    List<ListedKey> allKeys(KeyQuery query) {
        return pages(query.limit(), last -> elsewhere.list(last == null ? query : query.after(last.position())));
    }

    List<UUID> ids(KeyQuery query) {
        return allKeys(query).stream().map(listed -> listed.key().id()).toList();
    }

    /** Every page of the audit. */
    List<AuditEvent> allEvents(AuditQuery query) {
        return pages(
                query.limit(),
                last -> elsewhere.audit(last == null ? query : query.after(AuditQuery.Position.of(last))));
    }

    /** One page after the other, each full but the last, and no item twice. */
    private static <T> List<T> pages(int limit, Function<@Nullable T, Page<T>> next) {
        Set<T> all = new LinkedHashSet<>();
        T last = null;
        boolean more = true;
        while (more) {
            Page<T> page = next.apply(last);
            more = page.more();
            assertThat(page.items()).as("a page").hasSizeLessThanOrEqualTo(limit);
            assertThat(page.items()).as("a page with more to follow").hasSizeGreaterThanOrEqualTo(more ? limit : 0);
            for (T item : page.items()) {
                assertThat(all.add(item)).as("listed once: %s", item).isTrue();
                last = item;
            }
        }
        return List.copyOf(all);
    }

    /** The events of one key, newest first. */
    List<AuditEvent> history(ApiKey key) {
        return allEvents(AuditQuery.of(key.tenant(), 1000).key(key.id()));
    }

    void assertReplaced(Changed changed) {
        assertThat(store.replace(changed.next(), changed.event()).value())
                .as("answer to a change that is next: %s", changed.event())
                .isEqualTo(Replacement.REPLACED);
    }

    void assertStale(Changed changed) {
        assertRefused(changed, Replacement.STALE, "a change that is not next");
    }

    void assertHandleTaken(Changed changed) {
        assertRefused(changed, Replacement.HANDLE_TAKEN, "a change with a handle that is taken");
    }

    private void assertRefused(Changed changed, Replacement expected, String description) {
        assertThat(store.replace(changed.next(), changed.event()).value())
                .as("answer to %s: %s", description, changed.event())
                .isEqualTo(expected);
    }

    static void assertMore(Page<?> page) {
        assertThat(page.more())
                .as("more after a page of %d items", page.items().size())
                .isTrue();
    }

    static void assertNoMore(Page<?> page) {
        assertThat(page.more())
                .as("more after the last page, which has %d items", page.items().size())
                .isFalse();
    }

    /** The key is stored as given, and nothing of a later change is there. */
    void assertStored(ApiKey key) {
        Parts.assertSame(elsewhere.findById(key.id()).value(), key);
        assertThat(history(key)).as("events of key %s", key.id()).hasSize((int) key.version());
    }

    /** Nothing of a key is there that was not taken. */
    void assertAbsent(ApiKey key) {
        assertThat(elsewhere.findById(key.id()).value()).as("key %s", key.id()).isEmpty();
        assertThat(history(key)).as("events of key %s", key.id()).isEmpty();
        assertThat(ids(KeyQuery.of(key.tenant(), 100))).as("listed keys").doesNotContain(key.id());
    }
}
