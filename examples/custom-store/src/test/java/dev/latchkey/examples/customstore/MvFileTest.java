package dev.latchkey.examples.customstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.tx.TransactionMap;
import org.h2.mvstore.tx.TransactionStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract cannot ask, because it knows no files: what is left of keys when a process ends, well or badly. */
class MvFileTest {
    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void name() {
        path = folder.resolve("keys.mv");
    }

    @Test
    void everythingIsFoundWhenTheFileIsOpenedAgain() {
        List<AuditEvent> events = new ArrayList<>();
        ApiKey last;
        try (MvFile file = MvFile.open(path)) {
            last = liveThrough(new MvKeyStore(file), events);
        }

        assertEverythingIsThere(path, last, events);
    }

    @Test
    void whatAMethodReturnedIsInTheFileThoughNobodyClosesIt() throws IOException {
        List<AuditEvent> events = new ArrayList<>();
        Path copy = folder.resolve("copy.mv");
        ApiKey last;
        try (MvFile file = MvFile.open(path)) {
            last = liveThrough(new MvKeyStore(file), events);
            Files.copy(path, copy);
        }

        assertEverythingIsThere(copy, last, events);
    }

    @Test
    void whatACrashCutShortIsUndone() {
        List<AuditEvent> events = new ArrayList<>();
        ApiKey last;
        try (MvFile file = MvFile.open(path)) {
            last = liveThrough(new MvKeyStore(file), events);
        }
        MVStore crashing = new MVStore.Builder().fileName(path.toString()).open();
        TransactionStore transactions = new TransactionStore(crashing);
        transactions.init();
        TransactionMap<String, byte[]> rows =
                transactions.begin().openMap("rows", StringDataType.INSTANCE, ByteArrayDataType.INSTANCE);
        List.copyOf(rows.keySet()).forEach(rows::remove);
        crashing.commit();
        crashing.sync();
        crashing.closeImmediately();

        assertEverythingIsThere(path, last, events);
    }

    @Test
    void aFileThatAnotherHasOpenFails() {
        try (MvFile file = MvFile.open(path)) {
            assertThat(new MvKeyStore(file).findById(Keys.id()).value()).isEmpty();
            assertThatThrownBy(() -> MvFile.open(path)).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void everyMethodFailsAsAStoreWhenTheFileIsClosed() {
        MvFile file = MvFile.open(path);
        file.close();
        Changed issued = Keys.issue(Keys.spec(), Keys.T0);
        List<Consumer<MvKeyStore>> methods = List.of(
                store -> assertThat(store.insert(issued.next(), issued.event()).value())
                        .isNull(),
                store -> assertThat(store.replace(issued.next(), issued.event()).value())
                        .isEqualTo(Replacement.STALE),
                store -> store.findById(Keys.id()).value(),
                store -> store.findByHandle("abcdefgh").value(),
                store -> store.findBySlot("acme", Scope.tenant(), "default").value(),
                store -> store.list(KeyQuery.of("acme", 1)),
                store -> store.recordUse(UseBatch.of()),
                store -> store.audit(AuditQuery.of("acme", 1)),
                store -> store.purge(Keys.purge(Keys.T0, 1)));

        assertThat(methods)
                .allSatisfy(method -> assertThatThrownBy(() -> method.accept(new MvKeyStore(file)))
                        .isInstanceOf(StoreException.class));
    }

    @Test
    void aRecordThatCannotBeReadFails() {
        try (MvFile file = MvFile.open(path)) {
            MvKeyStore store = new MvKeyStore(file);
            for (byte[] record : new byte[][] {{}, {1}, {1, 0, 0, 0}, {2, 0, 0, 0}}) {
                ApiKey key = Keys.issue(Keys.spec(), Keys.T0).next();
                file.change("break a record", rows -> {
                    rows.put(Layout.key(key.id()), record);
                    return key;
                });
                assertThatThrownBy(() -> store.findById(key.id()).value()).isInstanceOf(StoreException.class);
            }
        }
    }

    /** A key's life, and that of its predecessor, who is purged. */
    private static ApiKey liveThrough(MvKeyStore store, List<AuditEvent> events) {
        ApiKey first = insert(store, Keys.issue(Keys.spec().slot("default"), Keys.T0), events);
        ApiKey revoked =
                replace(store, Keys.changed(first.by(Keys.ACTOR, Keys.T0).revoke("test")), events);
        Purge purge = Keys.purge(Keys.T0.plusMillis(1), 1);
        assertThat(store.purge(purge)).isOne();
        events.add(purge.event(revoked.id(), revoked.tenant(), revoked.version()));
        assertThat(store.findById(revoked.id()).value()).isEmpty();
        ApiKey second = insert(store, Keys.issue(Keys.spec().slot("default"), Keys.T0.plusMillis(5)), events);
        store.recordUse(UseBatch.of(new KeyUse(second.id(), Keys.T0.plusMillis(7), 3)));
        return replace(
                store,
                Keys.changed(second.by(Keys.ACTOR, Keys.T0.plusMillis(9)).rotate(Keys.secret(), Duration.ofDays(1))),
                events);
    }

    private static ApiKey insert(MvKeyStore store, Changed issued, List<AuditEvent> events) {
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        events.add(issued.event());
        return issued.next();
    }

    private static ApiKey replace(MvKeyStore store, Changed changed, List<AuditEvent> events) {
        assertThat(store.replace(changed.next(), changed.event()).value()).isEqualTo(Replacement.REPLACED);
        events.add(changed.event());
        return changed.next();
    }

    private static void assertEverythingIsThere(Path path, ApiKey last, List<AuditEvent> events) {
        try (MvFile file = MvFile.open(path)) {
            MvKeyStore store = new MvKeyStore(file);
            assertThat(store.list(KeyQuery.of(last.tenant(), 10)).items())
                    .containsExactly(new ListedKey(last, Keys.T0.plusMillis(7), 3));
            assertThat(store.audit(AuditQuery.of(last.tenant(), 10)).items())
                    .containsExactlyInAnyOrderElementsOf(events);
            assertThat(last.secrets())
                    .hasSize(2)
                    .allSatisfy(secret -> assertThat(
                                    store.findByHandle(secret.handle()).value())
                            .contains(last));
            assertThat(store.findBySlot(last.tenant(), last.scope(), "default").value())
                    .contains(last);
        }
    }
}
