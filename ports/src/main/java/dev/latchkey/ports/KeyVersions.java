package dev.latchkey.ports;

import dev.latchkey.ports.query.KeyVersion;
import java.util.Optional;
import java.util.UUID;

/**
 * The versions of the keys of a {@link KeyStore}, which offers them as a {@link Source}: what a process that remembers
 * a key has to ask before it uses the key again. Handles are never reused, so a handle that was found leads to the same
 * id for ever. Implementations are safe for use by several threads and by several processes on one database, and never
 * read a clock. They promise:
 *
 * <ul>
 *   <li>KV1: The version of a key is the one that its last change has left, on any node, as soon as the change has
 *       returned.
 *   <li>KV2: An id without a key has no version: one that was never inserted, one whose insertion was refused, and one
 *       whose key was purged.
 *   <li>KV3: Nothing but a change of the key gives it another version. Uses, refused changes, and changes of other keys
 *       leave it as it is.
 *   <li>KV4: A read of the key that begins after its version was found returns that version or a later one.
 * </ul>
 *
 * <p>Every implementation must pass {@code dev.latchkey.contract.keystore.KeyVersionsContract} of the module
 * {@code latchkey-contract-tests}. The names of its tests begin with these numbers.
 */
public interface KeyVersions {
    /** A store that tells versions. */
    interface Source {
        /**
         * Returns the versions of the keys of this store.
         *
         * @return the versions
         */
        KeyVersions versions();
    }

    /**
     * Finds the version of a key: one read of one row by its primary key, where {@link KeyStore#findByHandle} sees the
     * latest commit. A transaction of the host that may not see it is refused.
     *
     * @param id the id of the key
     * @return the version, or empty if there is no key. A version that was read inside a transaction of the host may be
     *     one that is never committed: {@link Reply#joined} says so
     * @throws StoreException when the database fails
     */
    Reply<Optional<KeyVersion>> find(UUID id);
}
