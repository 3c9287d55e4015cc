package dev.latchkey.ports;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.format.Handles;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.Page;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to move the content of a {@link KeyStore} to another store, beside what the store itself reads and
 * writes. A store offers it as a {@link Source}. Keys and events are written as they are given, so this is for what
 * another store has kept, and for nothing new. Implementations are safe for use by several threads and by several
 * processes on one database, and never read a clock. They promise:
 *
 * <ul>
 *   <li>KA1: A list of tenants has every tenant of which a key or an event is stored, once, and comes in full pages.
 *   <li>KA2: A list of dropped handles has those that are taken and that no stored key carries, each with the id of the
 *       key that carried it, in the order of their characters, in full pages, and no others.
 *   <li>KA3: The usage of a key is read whole: each day, the last use, and the count of all uses, which may be more
 *       than that of the days.
 *   <li>KA4: A key is restored exactly as given, whatever its version, together with its events, or not at all. It is
 *       found and changed like any other, and its usage stays. It replaces the version that is named, and no other.
 *   <li>KA5: A restored key takes no handle that another key has or had, and no handle that was dropped. It takes no
 *       slot in which another key is that is not revoked, and no turn of another key. If it is new and not revoked, it
 *       is refused while its tenant is ended.
 *   <li>KA6: Of the events of one id and version the first is kept. An event of a stored key whose version is higher
 *       than that of the key is not taken, because it would stand in the way of the next change.
 *   <li>KA7: A dropped handle that was added stays taken. A handle that another key has or had is not added.
 *   <li>KA8: Usage is raised to what is given, and never lowered. What is given again adds nothing. Usage of a key that
 *       is not stored is ignored.
 * </ul>
 *
 * <p>Every implementation must pass {@code dev.latchkey.contract.keystore.KeyArchiveContract} of the module
 * {@code latchkey-contract-tests}. The names of its tests begin with these numbers.
 */
public interface KeyArchive {
    /** How many events, handles or keys a call takes at most. */
    int MAX_ITEMS = 1000;

    /** A store whose content can be moved. */
    interface Source {
        /**
         * Returns the archive of this store.
         *
         * @return the archive
         */
        KeyArchive archive();
    }

    /**
     * A handle that stays taken although no key carries it.
     *
     * @param handle the handle
     * @param keyId the id of the key that carried it, which may be purged
     */
    record DroppedHandle(String handle, UUID keyId) {
        /** Checks the handle. */
        public DroppedHandle {
            Handles.check(handle);
        }
    }

    /**
     * All that is kept of the usage of a key.
     *
     * @param keyId the key
     * @param uses how many accepted requests were recorded
     * @param usage the last use, and the days
     */
    record WholeUsage(UUID keyId, long uses, KeyUsage usage) {
        /** Checks the count and the handles. */
        public WholeUsage {
            usage.secretsUsedAt().keySet().forEach(Handles::check);
            Checks.that(uses >= 0, "uses", "must not be negative");
        }
    }

    /** The outcome of restoring a key. */
    enum Restoration {
        /** The key is stored, with its events. */
        RESTORED,
        /** Nothing was stored: another version of the key is there, or none where one was to be replaced. */
        STALE,
        /** Nothing was stored: another key has or had a handle, or it was dropped. */
        HANDLE_TAKEN,
        /** Nothing was stored: another key that is not revoked is in the slot, or another one had the same turn. */
        SLOT_TAKEN,
        /** Nothing was stored: the tenant is ended. */
        TENANT_ENDED
    }

    /**
     * Lists the tenants of which something is stored, in an order that is the store's own and does not change.
     *
     * @param after the last tenant of the previous page; null for the first page
     * @param limit how many tenants the page may have, 1 to {@value #MAX_ITEMS}
     * @return the page
     * @throws StoreException when the database fails
     */
    Page<String> tenants(@Nullable String after, int limit);

    /**
     * Lists handles of all tenants that stay taken although no stored key carries them.
     *
     * @param after the last handle of the previous page; null for the first page
     * @param limit how many handles the page may have, 1 to {@value #MAX_ITEMS}
     * @return the page
     * @throws StoreException when the database fails
     */
    Page<DroppedHandle> droppedHandles(@Nullable String after, int limit);

    /**
     * Reads the whole usage of keys. The answer grows with the days that are kept.
     *
     * @param keyIds the keys, at most {@value #MAX_ITEMS}, each once
     * @return the usage of each stored key that has any, in any order
     * @throws StoreException when the database fails
     */
    List<WholeUsage> usage(List<UUID> keyIds);

    /**
     * Stores a key as another store has kept it, and takes events of it, both or neither. Events that are there already
     * stay as they are.
     *
     * @param key the key, of any version
     * @param events events of the key up to its version, at most {@value #MAX_ITEMS}; where a version is replaced, all
     *     that followed it
     * @param replaced the version that it replaces, lower than that of the key; 0 if there is no such key
     * @return whether it was restored; if several things stand in the way, each answer is right
     * @throws StoreException when the database fails
     */
    @CheckReturnValue
    Restoration restore(ApiKey key, List<AuditEvent> events, long replaced);

    /**
     * Adds events that another store has kept.
     *
     * @param events the events, at most {@value #MAX_ITEMS}, each once
     * @return those that were not added, because there is an event of their id and version, or because a stored key has
     *     not come to their version
     * @throws StoreException when the database fails; whether a part was added is then not known, and they may be given
     *     again
     */
    @CheckReturnValue
    List<AuditEvent> addEvents(List<AuditEvent> events);

    /**
     * Takes handles that another store has kept taken. A handle that the same key carries or carried here is taken
     * already.
     *
     * @param handles the handles, at most {@value #MAX_ITEMS}, each once
     * @return those that were not added because another key has or had them
     * @throws StoreException when the database fails; whether a part was added is then not known, and they may be given
     *     again
     */
    @CheckReturnValue
    List<DroppedHandle> addHandles(List<DroppedHandle> handles);

    /**
     * Raises the usage of keys: each count of each day, the count of all uses, and the last use become at least what is
     * given.
     *
     * @param usages the usage, at most {@value #MAX_ITEMS} keys, each once
     * @throws StoreException when the database fails; whether a part was raised is then not known, and it may be given
     *     again
     */
    void raiseUsage(List<WholeUsage> usages);
}
