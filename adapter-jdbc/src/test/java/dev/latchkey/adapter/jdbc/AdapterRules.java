package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of this adapter share: an empty database, whichever it is. */
abstract class AdapterRules {
    DataSource database;

    /**
     * A database with nothing in it, whose connections come with auto-commit on and wait for locks for a moment only.
     */
    abstract DataSource empty();

    abstract void discard(DataSource emptied);

    @BeforeEach
    void open() {
        database = empty();
    }

    @AfterEach
    void close() {
        // There is none if the test was skipped because no server can be had here.
        if (database != null) {
            discard(database);
        }
    }

    static Insertion insert(KeyStore store, Changed issued) {
        return store.insert(issued.next(), issued.event()).value();
    }

    static ApiKey inserted(KeyStore store, Changed issued) {
        if (insert(store, issued) != Insertion.INSERTED) {
            throw new AssertionError("was not inserted: " + issued.next());
        }
        return issued.next();
    }

    static boolean replace(KeyStore store, Transition transition) {
        Changed changed = Keys.changed(transition);
        return store.replace(changed.next(), changed.event()).value() == Replacement.REPLACED;
    }

    static ApiKey replaced(KeyStore store, Transition transition) {
        if (!replace(store, transition)) {
            throw new AssertionError("was not replaced: " + transition);
        }
        return Keys.changed(transition).next();
    }
}
