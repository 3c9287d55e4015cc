package dev.latchkey.ports;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps keys and the audit of their changes.
 *
 * <p>A key with its secrets is one unit with one version; a store needs nothing but compare-and-set on it.
 * Implementations are safe for use by several threads and by several processes on one database, and never read a clock.
 * They promise:
 *
 * <ul>
 *   <li>KS1: A change of a key and its event are stored together or not at all. Nothing of a refused call is stored.
 *   <li>KS2: What a method returned is visible to every later call on any node (read-your-writes), and no call sees a
 *       part of a change. When a method throws, whether it took effect is not known.
 *   <li>KS3: Handles are unique among all keys, for ever. A handle stays taken when its key no longer carries the
 *       secret, and when its key was purged.
 *   <li>KS4: A slot, which is a name within a tenant and a scope, holds at most one key that is not revoked, and at
 *       most one key of a {@linkplain dev.latchkey.core.key.KeyIdentity#turn turn}, revoked or not.
 *   <li>KS5: A version is replaced only by the version after it. Any other replacement is refused, and other keys stay
 *       as they are.
 *   <li>KS6: Of any number of simultaneous calls for one handle, one slot, or one version exactly one succeeds. The
 *       others return why they did not: contention is not a failure.
 *   <li>KS7: Keys are found by their id, by the handles of the secrets that they carry, and by their slot, whether
 *       suspended or expired; by id and by handle revoked keys too. A slot without any other key finds the
 *       revoked one of the highest turn.
 *   <li>KS8: Text, numbers, lists, and instants (in milliseconds) are kept exactly as given.
 *   <li>KS9: The time zone and the locale of a node make no difference.
 *   <li>KS10: A list of keys is ordered, newest first, and comes in full pages. What is inserted meanwhile neither
 *       repeats nor hides a key.
 *   <li>KS11: A list has the keys of its tenant that pass its filter, dead ones or not as asked, and no others.
 *   <li>KS12: The audit is ordered, newest first, comes in full pages, and has the events of its tenant or of its key,
 *       and no others.
 *   <li>KS13: Uses are added to what was recorded, no matter who else records or changes the key meanwhile. They are
 *       not a change of the key, and a change of the key leaves them as they are. A use that names a secret is the last
 *       one of this secret too, as long as the key carries it.
 *   <li>KS14: A purge removes keys that were dead before the given instant, and never another.
 *   <li>KS15: A purge removes no more keys than its limit, with their secrets and usage. It adds an event to those of
 *       each key, which stay, as its handles do.
 *   <li>KS16: A failure of the database, and an insertion with an id that is taken, throw {@link StoreException} and no
 *       other exception.
 *   <li>KS17: A tenant whose mark says that it is ended takes no new key. If a key is inserted while its tenant is
 *       being ended, the insertion is refused, or the node that ended the tenant lists the key afterwards, or the node
 *       that inserted it finds the mark afterwards.
 *   <li>KS18: A mark of a tenant is replaced only by the version after it, together with its event.
 *   <li>KS19: A walk over all keys has every key that is there from its beginning to its end, once, whatever its
 *       tenant.
 *   <li>KS20: What a newer release wrote in a form that is unknown here gives a key no authority, hides no other key or
 *       event, and does not keep the key from being revoked.
 *   <li>KS21: A batch of uses counts once, however often it is given, and also if a call that was given it failed
 *       half-way. This holds until the writer gives a later batch, or until {@value UseBatch#WRITERS} other writers
 *       have recorded uses of the same key.
 *   <li>KS22: The keys to record as expired are those whose expiry lies before the given instant, which are not
 *       revoked, and whose expiry is not recorded, of all tenants, the one that expired first before the others, and no
 *       more than the limit.
 *   <li>KS23: An event that is no change of a key is taken once: of any number of calls for one id and version exactly
 *       one succeeds. It is listed with the events of its tenant.
 * </ul>
 *
 * <p>A store may let a call join a transaction that the host has open. It then says so: see {@link Reply#joined}, and
 * {@link Reply} for what it then promises. A store that cannot join transactions replies with {@link Reply#of} always.
 *
 * <p>Every implementation must pass {@code dev.latchkey.contract.keystore.KeyStoreContract} of the module
 * {@code latchkey-contract-tests}. The names of its tests begin with these numbers.
 */
public interface KeyStore {
    /**
     * Takes a new key and the event of its making, both or neither.
     *
     * @param key a key at version 1, with an id never used before
     * @param event its event, of the same key and version
     * @return whether it was taken; when several things stand in the way, each answer is right. A handle is never
     *     used twice: it stays taken when its key no longer carries the secret, and when its key was purged. Of any
     *     number of simultaneous calls for one slot or one handle exactly one is {@link Insertion#INSERTED}
     * @throws StoreException when the database fails, or the id is taken
     */
    @CheckReturnValue
    Reply<Insertion> insert(ApiKey key, AuditEvent event);

    /**
     * Replaces a key by its next version, and takes the event, both or neither. The usage of the key is not touched.
     *
     * @param next the next version; it replaces version {@code next.version() - 1} and no other
     * @param event its event, of the same key and version
     * @return whether it was replaced, and if not, what stood in the way. If the version is stale and a handle is
     *     taken, either answer is right. Of any number of simultaneous calls for one version exactly one is
     *     {@link Replacement#REPLACED}
     * @throws StoreException when the database fails
     */
    @CheckReturnValue
    Reply<Replacement> replace(ApiKey next, AuditEvent event);

    /**
     * Finds a key by its id.
     *
     * @param id the id
     * @return the key, or empty
     * @throws StoreException when the database fails
     */
    Reply<Optional<ApiKey>> findById(UUID id);

    /**
     * Finds a key by the handle of one of the secrets that it carries. This is the read of every authentication: one
     * indexed read of one key.
     *
     * @param handle a well-formed handle
     * @return the key, revoked and expired ones too; or empty
     * @throws StoreException when the database fails
     */
    Reply<Optional<ApiKey>> findByHandle(String handle);

    /**
     * Finds the last holder of a slot.
     *
     * @param tenant the tenant
     * @param scope the scope
     * @param slot the name of the slot
     * @return the one key of that slot that is not revoked, expired or not; if there is none, of the revoked keys that
     *     are not purged the one of the highest {@linkplain dev.latchkey.core.key.KeyIdentity#turn turn}, whenever it
     *     was created; or empty
     * @throws StoreException when the database fails
     */
    Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot);

    /**
     * Lists keys of one tenant, newest first: by {@code createdAt} descending, then by id descending in the order of
     * {@link UUID#toString()}. Pages follow the last position, so what is inserted meanwhile neither repeats nor hides
     * a key. The cost grows with the page, not with the table.
     *
     * @param query which, and how many
     * @return the page
     * @throws StoreException when the database fails
     */
    Page<ListedKey> list(KeyQuery query);

    /**
     * Adds to the usage of keys: the last use is the later one of the stored and the given one, and counts add up. The
     * last use of the secret that a use names is kept likewise. A use of a secret that the key does not carry, and one
     * that names none, are uses of the key alone. Only accepted requests are uses. Limited and refused ones count in a
     * {@link KeyHistory} alone, if the store keeps one. Raises no version and cannot undo a change. Unknown ids are
     * ignored. One key may occur several times. What a repeated batch has added before is not added again. Requests
     * have happened whatever becomes of a transaction of the host, so the call never joins one.
     *
     * @param batch the requests to add
     * @throws StoreException when the database fails, or when the call could only join a transaction of the host;
     *     whether a part was added is then not known, and the batch may be given again
     */
    void recordUse(UseBatch batch);

    /**
     * Lists events, newest first: by {@code at} descending, then by key id descending in the order of
     * {@link UUID#toString()}, then by version descending.
     *
     * @param query which, and how many
     * @return the page
     * @throws StoreException when the database fails
     */
    Page<AuditEvent> audit(AuditQuery query);

    /**
     * Removes keys that have been dead (revoked or expired, whichever came first) since before an instant, with their
     * secrets and usage. For each of them, takes the event {@link Purge#event}: the key is removed and the event is
     * taken, both or neither. All events of the key stay, and its handles stay taken, for which a digest of each is
     * enough.
     *
     * @param purge which keys, how many, and who removes them
     * @return how many were removed. Fewer than the limit when no more are left, or when others removed or changed the
     *     keys that this call found
     * @throws StoreException when the database fails
     */
    int purge(Purge purge);

    /**
     * Finds keys of all tenants whose expiry has passed and is not recorded yet, in the order of expiry, then of the
     * text of their ids. The cost grows with what is returned, not with the keys that are stored. Recording it is a
     * change like any other: {@link dev.latchkey.core.key.KeyChange#expire} and {@link #replace}.
     *
     * @param before only keys that expired before this instant are found, in milliseconds
     * @param limit how many keys are found at most, 1 to 1000
     * @return the keys, none of them revoked; fewer than the limit only if no more are left
     * @throws StoreException when the database fails
     */
    List<ApiKey> expired(Instant before, int limit);

    /**
     * Takes an event that is no change of a key.
     *
     * @param event the event, with an id that no key has
     * @return replaced, or stale if there is an event of this id and version
     * @throws StoreException when the database fails
     */
    @CheckReturnValue
    Reply<Replacement> recordEvent(AuditEvent event);

    /**
     * Stores the next version of the mark of a tenant, and takes its {@link TenantMark#event}, both or neither.
     *
     * @param next the next version; version 1 if the tenant has no mark
     * @return replaced, or stale if another version is stored
     * @throws StoreException when the database fails
     */
    @CheckReturnValue
    Reply<Replacement> markTenant(TenantMark next);

    /**
     * Finds the mark of a tenant.
     *
     * @param tenant the tenant
     * @return the latest version of the mark; empty if the tenant was never ended
     * @throws StoreException when the database fails
     */
    Reply<Optional<TenantMark>> findTenantMark(String tenant);

    /**
     * Walks over the keys of all tenants, dead ones too, in the order of the text of their ids.
     *
     * @param after the id of the last key of the previous page; null for the first page
     * @param limit how many keys the page may have, 1 to 1000
     * @return the page
     * @throws StoreException when the database fails
     */
    Page<ApiKey> all(@Nullable UUID after, int limit);
}
