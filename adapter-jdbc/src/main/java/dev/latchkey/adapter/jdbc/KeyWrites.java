package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Revocation;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.sealing.SealedCopy;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements that write a key, one part at a time; their order and what they mean together is the store's. */
final class KeyWrites {
    private static final String INSERT_KEY = "insert into latchkey_key (id, tenant, resource, slot, name, permissions,"
            + " rates, networks, created_at, expires_at, suspended_at, suspended_reason, revoked_at, revoked_reason,"
            + " version, issuers, turn, changed_at, rotation, owner, tags, description, created_by, suspension,"
            + " resumed_at, revoked_by, expired_at)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_ISSUED =
            "insert into latchkey_issued (tenant, issuer_id, created_at, key_id) values (?, ?, ?, ?)";
    private static final String INSERT_USAGE = "insert into latchkey_usage (key_id, tenant, uses) values (?, ?, 0)";
    private static final String TAGS = "select tag from latchkey_tag where key_id = ?";
    private static final String INSERT_TAG =
            "insert into latchkey_tag (tenant, tag, created_at, key_id) values (?, ?, ?, ?)";
    private static final String DELETE_TAG = "delete from latchkey_tag where key_id = ? and tag = ?";
    private static final String UPDATE_KEY = "update latchkey_key set name = ?, permissions = ?, rates = ?,"
            + " networks = ?, expires_at = ?, suspended_at = ?, suspended_reason = ?, revoked_at = ?,"
            + " revoked_reason = ?, version = ?, changed_at = ?, rotation = ?, owner = ?, tags = ?, description = ?,"
            + " suspension = ?, resumed_at = ?, revoked_by = ?, expired_at = ? where id = ? and version = ?";
    private static final String INSERT_HANDLE = "insert into latchkey_handle (handle, key_id) values (?, ?)";
    private static final String INSERT_SECRET = "insert into latchkey_secret (handle, key_id, generation, prefix,"
            + " last_four, hash, tag, sealed, created_at, retires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE_SECRET = "update latchkey_secret set generation = ?, prefix = ?, last_four = ?,"
            + " hash = ?, tag = ?, sealed = ?, created_at = ?, retires_at = ? where handle = ?";
    private static final String DELETE_SECRET = "delete from latchkey_secret where handle = ?";
    private static final String SECRETS =
            "select " + KeyRows.SECRET_COLUMNS + ", s.generation from latchkey_secret s where s.key_id = ?";

    private KeyWrites() {}

    private record StoredSecret(Secret secret, long generation) {}

    /**
     * Inserts a key, and the row of usage by which it is found as one that was never used. Returns false when the id,
     * the slot, or its turn is taken.
     */
    static boolean insertKey(Session session, SqlDialect dialect, ApiKey key) throws SQLException {
        Suspension suspension = key.suspension();
        Revocation revocation = key.revocation();
        boolean inserted = dialect.insertUnlessTaken(
                session,
                INSERT_KEY,
                key.id(),
                key.tenant(),
                KeyRows.resource(key.scope()),
                key.slot(),
                key.name(),
                KeyRows.joined(key.permissions().patterns()),
                KeyRows.joined(key.limits().rates()),
                KeyRows.joined(key.limits().networks()),
                key.createdAt(),
                key.expiresAt(),
                suspension == null ? null : suspension.at(),
                suspension == null ? null : suspension.reason(),
                revocation == null ? null : revocation.at(),
                revocation == null ? null : revocation.reason(),
                key.version(),
                KeyRows.joined(key.identity().issuers()),
                key.identity().turn(),
                key.changedAt(),
                KeyRows.column(key.rotation()),
                key.labels().owner(),
                KeyRows.joined(key.labels().tags()),
                key.labels().description(),
                KeyRows.column(key.identity().provenance().createdBy()),
                KeyRows.column(suspension),
                key.lifecycle().resumedAt(),
                KeyRows.column(revocation == null ? null : revocation.by()),
                key.lifecycle().expiredAt());
        if (inserted) {
            session.update(INSERT_USAGE, key.id(), key.tenant());
        }
        return inserted;
    }

    /** Writes the rows by which a new key is found by its issuers. */
    static void insertIssuers(Session session, ApiKey key) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        key.identity()
                .issuers()
                .forEach(issuer -> rows.add(new Object[] {key.tenant(), issuer, key.createdAt(), key.id()}));
        if (!rows.isEmpty()) {
            session.batch(INSERT_ISSUED, rows);
        }
    }

    /** Makes the rows by which a key is found by its tags those of the aggregate, writing only what differs. */
    static void writeTags(Session session, ApiKey key) throws SQLException {
        List<String> stored = key.version() == 1 ? List.of() : session.query(TAGS, KeyWrites::tags, key.id());
        List<String> tags = key.labels().tags();
        List<@Nullable Object[]> added = new ArrayList<>();
        tags.stream()
                .filter(tag -> !stored.contains(tag))
                .forEach(tag -> added.add(new Object[] {key.tenant(), tag, key.createdAt(), key.id()}));
        for (String tag : stored) {
            if (!tags.contains(tag)) {
                session.update(DELETE_TAG, key.id(), tag);
            }
        }
        if (!added.isEmpty()) {
            session.batch(INSERT_TAG, added);
        }
    }

    private static List<String> tags(Row row) throws SQLException {
        List<String> tags = new ArrayList<>();
        while (row.next()) {
            tags.add(row.text());
        }
        return tags;
    }

    /** Writes what can change of a key over a version. Returns false when there is no such version. */
    static boolean updateKey(Session session, ApiKey next, long replaced) throws SQLException {
        Suspension suspension = next.suspension();
        Revocation revocation = next.revocation();
        int updated = session.update(
                UPDATE_KEY,
                next.name(),
                KeyRows.joined(next.permissions().patterns()),
                KeyRows.joined(next.limits().rates()),
                KeyRows.joined(next.limits().networks()),
                next.expiresAt(),
                suspension == null ? null : suspension.at(),
                suspension == null ? null : suspension.reason(),
                revocation == null ? null : revocation.at(),
                revocation == null ? null : revocation.reason(),
                next.version(),
                next.changedAt(),
                KeyRows.column(next.rotation()),
                next.labels().owner(),
                KeyRows.joined(next.labels().tags()),
                next.labels().description(),
                KeyRows.column(suspension),
                next.lifecycle().resumedAt(),
                KeyRows.column(revocation == null ? null : revocation.by()),
                next.lifecycle().expiredAt(),
                next.id(),
                replaced);
        return updated == 1;
    }

    /**
     * Makes a key's stored secrets those of the aggregate, writing only what differs. Returns false when a new handle
     * is taken.
     */
    static boolean writeSecrets(Session session, SqlDialect dialect, ApiKey key) throws SQLException {
        Map<String, StoredSecret> stored = key.version() == 1 ? Map.of() : stored(session, key.id());
        List<StoredSecret> added = new ArrayList<>();
        List<StoredSecret> changed = new ArrayList<>();
        Map<String, StoredSecret> dropped = new HashMap<>(stored);
        long generation = 0;
        for (int i = key.secrets().size() - 1; i >= 0; i--) {
            Secret secret = key.secrets().get(i);
            StoredSecret before = dropped.remove(secret.handle());
            // From the oldest on: a secret keeps its number as long as that is higher than the one of the next older.
            generation = before == null ? generation + 1 : Math.max(generation + 1, before.generation());
            StoredSecret after = new StoredSecret(secret, generation);
            if (before == null) {
                added.add(after);
            } else if (!before.equals(after)) {
                changed.add(after);
            }
        }
        for (String handle : dropped.keySet()) {
            session.update(DELETE_SECRET, handle);
        }
        // The previous current secret gets its deadline before the new one comes: never two, not even in between.
        for (StoredSecret secret : changed) {
            update(session, secret);
        }
        for (StoredSecret secret : added) {
            if (!insertHandle(session, dialect, secret.secret().handle(), key.id())) {
                return false;
            }
            insert(session, key.id(), secret);
        }
        return true;
    }

    /** Takes a handle for a key. Returns false when it is taken. */
    static boolean insertHandle(Session session, SqlDialect dialect, String handle, UUID keyId) throws SQLException {
        return dialect.insertUnlessTaken(session, INSERT_HANDLE, handle, keyId);
    }

    private static Map<String, StoredSecret> stored(Session session, UUID keyId) throws SQLException {
        return session.query(
                SECRETS,
                row -> {
                    Map<String, StoredSecret> secrets = new HashMap<>();
                    while (row.next()) {
                        Secret secret = KeyRows.secret(row);
                        secrets.put(secret.handle(), new StoredSecret(secret, row.number()));
                    }
                    return secrets;
                },
                keyId);
    }

    private static void insert(Session session, UUID keyId, StoredSecret stored) throws SQLException {
        Secret secret = stored.secret();
        session.update(
                INSERT_SECRET,
                secret.handle(),
                keyId,
                stored.generation(),
                secret.prefix(),
                secret.lastFour(),
                secret.hash(),
                tag(secret),
                sealed(secret),
                secret.createdAt(),
                secret.retiresAt());
    }

    private static void update(Session session, StoredSecret stored) throws SQLException {
        Secret secret = stored.secret();
        session.update(
                UPDATE_SECRET,
                stored.generation(),
                secret.prefix(),
                secret.lastFour(),
                secret.hash(),
                tag(secret),
                sealed(secret),
                secret.createdAt(),
                secret.retiresAt(),
                secret.handle());
    }

    private static @Nullable Integer tag(Secret secret) {
        return secret.tag() == null ? null : (Integer) secret.tag().value();
    }

    private static @Nullable String sealed(Secret secret) {
        SealedCopy copy = secret.sealedCopy();
        return copy == null ? null : copy.encoded();
    }
}
