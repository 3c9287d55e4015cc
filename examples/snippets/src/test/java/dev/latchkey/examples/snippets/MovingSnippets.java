package dev.latchkey.examples.snippets;

import dev.latchkey.ports.KeyStore;
import dev.latchkey.transfer.ExportCounts;
import dev.latchkey.transfer.ImportCounts;
import dev.latchkey.transfer.StoreExport;
import dev.latchkey.transfer.StoreImport;
import dev.latchkey.transfer.TransferConflict;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The snippets of the page about moving, to the letter: {@link MovingPageTest} compares and runs them. */
final class MovingSnippets {
    private MovingSnippets() {}

    // spotless:off
    static ExportCounts export(KeyStore source, Path file) throws IOException {
        // snippet: export
        ExportCounts written;
        try (OutputStream out = Files.newOutputStream(file)) {
            written = StoreExport.of(source).writeTo(out);
        }
        // end
        return written;
    }

    static ImportCounts read(KeyStore target, Path file) throws IOException {
        // snippet: import
        List<TransferConflict> conflicts = new ArrayList<>();
        ImportCounts read;
        try (InputStream in = Files.newInputStream(file)) {
            read = StoreImport.into(target).onConflict(conflicts::add).readFrom(in);
        }
        // end
        if (!conflicts.isEmpty()) {
            throw new AssertionError(conflicts.toString());
        }
        return read;
    }

    static void audit(KeyStore source, Path file) throws IOException {
        // snippet: audit
        try (OutputStream out = Files.newOutputStream(file)) {
            StoreExport.of(source).writeAuditTo(out);
        }
        // end
    }
    // spotless:on
}
