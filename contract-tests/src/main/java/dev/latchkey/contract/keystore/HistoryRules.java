package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the parts of the contract of histories share: an empty store, and short names for what tests do all the time.
 */
abstract class HistoryRules {
    static final Instant T0 = Keys.T0;

    KeyStore store;
    KeyHistory history;

    abstract KeyHistoryContract contract();

    @BeforeEach
    void open() {
        store = contract().store();
        history = contract().history(store);
    }

    ApiKey insert(KeySpec spec) {
        Changed issued = Keys.issue(spec, T0);
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        return issued.next();
    }

    ApiKey replace(Transition transition) {
        Changed changed = Keys.changed(transition);
        assertThat(store.replace(changed.next(), changed.event()).value()).isEqualTo(Replacement.REPLACED);
        return changed.next();
    }

    static KeyChange by(ApiKey key, Instant at) {
        return key.by(Keys.ACTOR, at);
    }
}
