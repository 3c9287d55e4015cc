package dev.latchkey.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.transfer.TransferConflict.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Exports and imports as text, and short names for what is done to keys. */
final class Moved {
    private Moved() {}

    static String export(KeyStore store) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StoreExport.of(store).writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    static String audit(KeyStore store) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StoreExport.of(store).writeAuditTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Imports an export in which nothing stands in the way. */
    static ImportCounts read(KeyStore store, String export) throws IOException {
        ImportCounts counts = StoreImport.into(store)
                .onConflict(conflict -> {
                    throw new AssertionError(conflict.toString());
                })
                .readFrom(stream(export));
        assertThat(counts.conflicts()).isZero();
        return counts;
    }

    /** Imports an export, and returns what stands in the way. */
    static List<Kind> conflicts(KeyStore store, String export) throws IOException {
        List<TransferConflict> conflicts = new ArrayList<>();
        ImportCounts counts = StoreImport.into(store).onConflict(conflicts::add).readFrom(stream(export));
        assertThat(counts.conflicts()).isEqualTo(conflicts.size());
        List<String> lines = export.lines().toList();
        assertThat(conflicts)
                .allSatisfy(conflict -> assertThat(lines.get((int) conflict.line() - 1))
                        .containsAnyOf(conflict.id().toString(), "\"type\":\"tenant\""));
        return conflicts.stream().map(TransferConflict::kind).toList();
    }

    static ByteArrayInputStream stream(String export) {
        return new ByteArrayInputStream(export.getBytes(StandardCharsets.UTF_8));
    }

    static ApiKey insert(KeyStore store, KeySpec spec) {
        return insert(store, Keys.issue(spec, Keys.T0));
    }

    static ApiKey insert(KeyStore store, Changed issued) {
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        return issued.next();
    }

    static ApiKey change(KeyStore store, ApiKey key, Function<KeyChange, Transition> change) {
        Changed changed =
                Keys.changed(change.apply(key.by(Keys.ACTOR, key.changedAt().plusMillis(1))));
        assertThat(store.replace(changed.next(), changed.event()).value()).isEqualTo(Replacement.REPLACED);
        return changed.next();
    }

    static List<AuditEvent> events(KeyStore store) {
        return store.audit(AuditQuery.of(Keys.TENANT, 1000)).items();
    }
}
