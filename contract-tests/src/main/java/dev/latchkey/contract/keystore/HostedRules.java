package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.HostTransactions;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;

/** What the rules about transactions of the host share: the store, another one outside of them, and short names. */
abstract class HostedRules {
    static final String SLOT = "default";

    KeyStore store;
    KeyStore outside;
    HostTransactions host;

    abstract KeyStoreInTransactionsContract contract();

    @BeforeEach
    void open() {
        store = contract().store();
        outside = contract().outside();
        host = contract().host();
    }

    /** Only that key is there, without any use, for those who are outside of the transaction. */
    final void assertOnly(ApiKey key) {
        assertThat(outside.list(query()).items()).containsExactly(new ListedKey(key, null, 0));
        assertThat(outside.findTenantMark(Keys.TENANT).value()).isEmpty();
        assertThat(outside.audit(AuditQuery.of(Keys.TENANT, 10)).items()).hasSize(1);
    }

    final List<AuditEvent> events(ApiKey key) {
        return outside.audit(AuditQuery.of(Keys.TENANT, 10).key(key.id())).items();
    }

    static KeyQuery query() {
        return KeyQuery.of(Keys.TENANT, 10);
    }

    static Optional<ApiKey> find(KeyStore in, ApiKey key) {
        return in.findById(key.id()).value();
    }

    static Insertion insert(KeyStore into, Changed issued) {
        return into.insert(issued.next(), issued.event()).value();
    }

    static ApiKey inserted(KeyStore into, Changed issued) {
        assertThat(insert(into, issued)).as("insert %s", issued.next()).isEqualTo(Insertion.INSERTED);
        return issued.next();
    }

    static Replacement replace(KeyStore in, Transition transition) {
        Changed changed = Keys.changed(transition);
        return in.replace(changed.next(), changed.event()).value();
    }

    /** Replaces a key that another transaction may have locked. */
    static Replacement contended(KeyStore in, Transition transition) {
        try {
            return replace(in, transition);
        } catch (StoreException e) {
            return Replacement.STALE;
        }
    }

    /** Calls on another thread, which has no transaction. */
    final <T> T elsewhere(Callable<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(call.call());
            } catch (Exception | AssertionError e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result(result, "a call outside of the transaction");
    }

    final <T> T result(CompletableFuture<T> future, String what) {
        try {
            return future.get(contract().patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(what + " failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError(what + " did not end", e);
        }
    }
}
