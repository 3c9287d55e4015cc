package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.key.NewKey;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

/** A store, its search, and the model that has the same keys. */
abstract class SearchFixture {
    static final Instant T0 = Keys.T0;
    static final Set<KeyStatus> ALL = EnumSet.allOf(KeyStatus.class);

    KeyStore store;
    KeySearch search;
    ModelStore model;

    abstract KeySearchContract contract();

    @BeforeEach
    void open() {
        store = contract().store();
        search = contract().search(store);
        model = new ModelStore();
    }

    static Instant at(long millis) {
        return T0.plusMillis(millis);
    }

    static List<UUID> walk(KeySearch search, SearchQuery query) {
        List<UUID> ids = new ArrayList<>();
        SearchPage page = search.search(query);
        for (int pages = 1; ; pages++) {
            assertThat(page.items()).hasSizeLessThanOrEqualTo(query.limit());
            page.items().forEach(listed -> ids.add(listed.key().id()));
            if (page.next() == null) {
                return ids;
            }
            assertThat(pages).as("pages of %s", query).isLessThan(200);
            page = search.search(query.after(page.next()));
        }
    }

    ApiKey insert(KeySpec spec, List<UUID> issuers, Instant at) {
        Changed issued = NewKey.issue(Keys.id(), issuers, spec, Keys.secret(), AuditAction.ISSUED, Keys.ACTOR, at);
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        assertThat(model.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        return issued.next();
    }

    void use(ApiKey key, String handle, Instant at) {
        UseBatch batch = UseBatch.of(new KeyUse(key.id(), at, 1).with(handle));
        store.recordUse(batch);
        model.recordUse(batch);
    }

    ApiKey replace(Transition transition) {
        Changed changed = Keys.changed(transition);
        assertThat(store.replace(changed.next(), changed.event()).value()).isEqualTo(Replacement.REPLACED);
        assertThat(model.replace(changed.next(), changed.event()).value()).isEqualTo(Replacement.REPLACED);
        return changed.next();
    }
}
