package dev.latchkey.transfer;

import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The export of what a store keeps to a file of JSON lines: keys with their secrets' hashes, screening tags and sealed
 * copies, the handles that stay taken, events, usage, and the marks of ended tenants. Raw keys are not in a store, so
 * they are not in the file. What is in it is as confidential as the database.
 *
 * <p>Keys come in the order of their creation, each as one read of the store has it, with its events up to that
 * version. A change that is made after that read is in the next export. Keys that are issued during the export may be
 * in this one or in the next. An export reads pages, and never all keys into memory. Instances are immutable. An export
 * may run while other threads and processes use the store.
 *
 * <pre>{@code
 * try (OutputStream file = Files.newOutputStream(path)) {
 *     ExportCounts counts = StoreExport.of(store).writeTo(file);
 * }
 * }</pre>
 */
public final class StoreExport {
    private final KeyStore store;
    private final @Nullable String tenant;
    private final Consumer<ExportCounts> progress;

    private StoreExport(KeyStore store, @Nullable String tenant, Consumer<ExportCounts> progress) {
        this.store = store;
        this.tenant = tenant;
        this.progress = progress;
    }

    /**
     * Returns the export of all tenants of a store.
     *
     * @param store the store, which offers a search and an archive of its keys, as all stores of Latchkey do
     * @return the export
     * @throws IllegalArgumentException if the store is no {@link KeySearch.Source} or no {@link KeyArchive.Source}
     */
    public static StoreExport of(KeyStore store) {
        if (!(store instanceof KeySearch.Source) || !(store instanceof KeyArchive.Source)) {
            throw new IllegalArgumentException("The store must be a KeySearch.Source and a KeyArchive.Source");
        }
        return new StoreExport(store, null, counts -> {});
    }

    /**
     * Returns this export restricted to one tenant. The handles of purged keys whose events were removed belong to no
     * tenant, so only an export of all tenants has them.
     *
     * @param onlyTenant the tenant
     * @return a new export
     */
    public StoreExport tenant(String onlyTenant) {
        return new StoreExport(store, onlyTenant, progress);
    }

    /**
     * Returns this export with a listener.
     *
     * @param listener notified of what was written so far, about once every hundred keys or thousand events, by the
     *     thread that exports
     * @return a new export
     */
    public StoreExport progress(Consumer<ExportCounts> listener) {
        return new StoreExport(store, tenant, listener);
    }

    /**
     * Writes keys and everything that belongs to them.
     *
     * @param out where to; it is flushed and not closed
     * @return what was written
     * @throws IOException if it cannot be written. What was written is then no complete export
     * @throws dev.latchkey.ports.StoreException if the database fails
     */
    public ExportCounts writeTo(OutputStream out) throws IOException {
        return write(out, true);
    }

    /**
     * Writes the events alone, the newest of each tenant first.
     *
     * @param out where to; it is flushed and not closed
     * @return what was written
     * @throws IOException if it cannot be written. What was written is then no complete export
     * @throws dev.latchkey.ports.StoreException if the database fails
     */
    public ExportCounts writeAuditTo(OutputStream out) throws IOException {
        return write(out, false);
    }

    private ExportCounts write(OutputStream out, boolean keys) throws IOException {
        BufferedOutputStream buffered = new BufferedOutputStream(out);
        ExportRun run = new ExportRun(store, new LineWriter(buffered), progress);
        run.header(keys ? "keys" : "audit", tenant);
        if (tenant == null) {
            run.allTenants(keys);
        } else {
            run.tenant(tenant, keys);
        }
        if (keys) {
            run.handles(tenant);
        }
        ExportCounts counts = run.end();
        buffered.flush();
        return counts;
    }
}
