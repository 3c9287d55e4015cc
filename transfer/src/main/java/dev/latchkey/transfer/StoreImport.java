package dev.latchkey.transfer;

import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.KeyStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * The import of an export into a store, which may be of another kind and may have keys already. Ids, versions, instants
 * and everything else arrive unchanged. No event is added for the import itself, so that the history of a key is the
 * same in both stores.
 *
 * <p>An import can be repeated, after it was cut short too. What is there already is skipped. A key of which the target
 * has an earlier version, with the same history, is replaced by the later one, unless the target has changed it
 * meanwhile. Nothing else that the target has is overwritten: it is reported as a {@link TransferConflict}. An import
 * holds one key with its latest events in memory, and never all keys. Instances are immutable.
 *
 * <pre>{@code
 * try (InputStream file = Files.newInputStream(path)) {
 *     ImportCounts counts = StoreImport.into(store).onConflict(System.err::println).readFrom(file);
 * }
 * }</pre>
 */
public final class StoreImport {
    private final KeyStore store;
    private final Consumer<TransferConflict> conflicts;
    private final Consumer<ImportCounts> progress;

    private StoreImport(KeyStore store, Consumer<TransferConflict> conflicts, Consumer<ImportCounts> progress) {
        this.store = store;
        this.conflicts = conflicts;
        this.progress = progress;
    }

    /**
     * Returns an import into a store.
     *
     * @param store the store, which offers an archive of its keys, as all stores of Latchkey do
     * @return the import
     * @throws IllegalArgumentException if the store is no {@link KeyArchive.Source}
     */
    public static StoreImport into(KeyStore store) {
        if (!(store instanceof KeyArchive.Source)) {
            throw new IllegalArgumentException("The store must be a KeyArchive.Source");
        }
        return new StoreImport(store, conflict -> {}, counts -> {});
    }

    /**
     * Returns this import with a listener for conflicts.
     *
     * @param listener notified of each conflict when it is found, by the thread that imports
     * @return a new import
     */
    public StoreImport onConflict(Consumer<TransferConflict> listener) {
        return new StoreImport(store, listener, progress);
    }

    /**
     * Returns this import with a listener.
     *
     * @param listener notified of what was done so far, once every thousand lines, by the thread that imports
     * @return a new import
     */
    public StoreImport progress(Consumer<ImportCounts> listener) {
        return new StoreImport(store, conflicts, listener);
    }

    /**
     * Reads an export of keys or of events alone.
     *
     * @param in the export; it is not closed
     * @return what was done
     * @throws IOException if it cannot be read
     * @throws TransferException if it is no export, of an unknown major version, cut off, or malformed. The message
     *     names the line. What was read before that line may be imported, and the import can be repeated
     * @throws dev.latchkey.ports.StoreException if the database fails. The import can be repeated
     */
    public ImportCounts readFrom(InputStream in) throws IOException {
        return new ImportRun(store, conflicts, progress).read(new LineReader(in));
    }
}
