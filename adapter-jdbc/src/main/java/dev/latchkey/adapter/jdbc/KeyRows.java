package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Authority;
import dev.latchkey.core.key.KeyIdentity;
import dev.latchkey.core.key.Labels;
import dev.latchkey.core.key.Lifecycle;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.Provenance;
import dev.latchkey.core.key.Revocation;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Stored;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.ListedKey;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a key looks in columns. A result has a row for each secret, newest first, with the key's columns repeated: so one
 * statement reads a key, and one instant of it.
 */
final class KeyRows {
    /** Of {@code latchkey_key k}. */
    static final String KEY_COLUMNS =
            "k.id, k.tenant, k.resource, k.slot, k.name, k.permissions, k.rates, k.networks, k.created_at,"
                    + " k.expires_at, k.suspended_at, k.suspended_reason, k.revoked_at, k.revoked_reason, k.version,"
                    + " k.issuers, k.turn, k.changed_at, k.rotation, k.owner, k.tags, k.description, k.created_by,"
                    + " k.suspension, k.resumed_at, k.revoked_by, k.expired_at";

    /** Of {@code latchkey_secret s}, behind the key's. */
    static final String SECRET_COLUMNS =
            "s.handle, s.prefix, s.last_four, s.hash, s.tag, s.sealed, s.created_at, s.retires_at";

    private static final int KEY_WIDTH = 27;
    private static final int WIDTH = KEY_WIDTH + 8;
    private static final String SEPARATOR = ",";
    private static final String TENANT = "";

    private KeyRows() {}

    /** Reads the key of a result, if there is one. */
    static Optional<ApiKey> one(Row row) throws SQLException {
        return row.next() ? Optional.of(key(row, null)) : Optional.empty();
    }

    /**
     * Reads all keys of a result that has the last use, the uses, and the last use of the secret behind the secret's
     * columns. The rows of a key follow one another.
     */
    static List<ListedKey> listed(Row row) throws SQLException {
        List<ListedKey> keys = new ArrayList<>();
        boolean more = row.next();
        while (more) {
            Instant lastUsedAt = row.skipTo(WIDTH).instantOrNull();
            long uses = row.number();
            Map<String, Instant> secrets = new HashMap<>();
            ApiKey key = key(row, secrets);
            keys.add(new ListedKey(key, lastUsedAt, uses, secrets));
            more = !row.ended();
        }
        return keys;
    }

    /**
     * Reads a key from the row at hand on, and goes on to the first row that is not its own. Adds the last uses of its
     * secrets if it is given where.
     */
    private static ApiKey key(Row row, @Nullable Map<String, Instant> used) throws SQLException {
        UUID id = row.skipTo(0).uuid();
        try {
            return key(id, row, used);
        } catch (RuntimeException e) {
            // An operator has to find it among all keys of a tenant.
            throw new StoreException("Could not read key " + id + ": " + e.getMessage(), e);
        }
    }

    private static ApiKey key(UUID id, Row row, @Nullable Map<String, Instant> used) throws SQLException {
        String tenant = row.text();
        String resource = row.text();
        String slot = row.textOrNull();
        String name = row.text();
        Permissions permissions = Stored.permissions(parts(row.text()));
        Limits limits = Stored.limits(parts(row.text()), parts(row.text()));
        Instant createdAt = row.instant();
        Instant expiresAt = row.instantOrNull();
        Instant suspendedAt = row.instantOrNull();
        String suspendedReason = row.textOrNull();
        Instant revokedAt = row.instantOrNull();
        String revokedReason = row.textOrNull();
        long version = row.number();
        List<UUID> issuers = parts(row.text()).stream().map(UUID::fromString).toList();
        long turn = row.number();
        Instant changedAt = row.instantOrNull();
        String rotation = row.textOrNull();
        Labels labels = Stored.labels(name, row.textOrNull(), parts(row.text()), row.textOrNull());
        Provenance provenance = new Provenance(actor(row.textOrNull()), issuers, createdAt);
        Suspension suspension = suspension(suspendedAt, suspendedReason, row.textOrNull());
        Instant resumedAt = row.instantOrNull();
        Revocation revocation = revocation(revokedAt, revokedReason, row.textOrNull());
        Instant expiredAt = row.instantOrNull();
        List<Secret> secrets = new ArrayList<>();
        do {
            Secret secret = secret(row.skipTo(KEY_WIDTH));
            secrets.add(secret);
            Instant last = used == null ? null : row.skipTo(WIDTH + 2).instantOrNull();
            if (used != null && last != null) {
                used.put(secret.handle(), last);
            }
        } while (row.next() && row.uuid().equals(id));
        Scope scope = resource.equals(TENANT) ? Scope.tenant() : Scope.resource(resource);
        return new ApiKey(
                new KeyIdentity(id, tenant, scope, slot, turn, provenance),
                labels,
                new Authority(permissions, limits, expiresAt),
                new Lifecycle(suspension, resumedAt, revocation, expiredAt),
                version,
                changedAt == null ? createdAt : changedAt,
                secrets,
                rotation == null ? null : Stored.rotation(secrets, () -> rotation(rotation)));
    }

    /** Returns the column of an actor: its kind and its id. */
    static @Nullable String column(@Nullable Actor actor) {
        return actor == null ? null : actor.kind() + SEPARATOR + actor.id();
    }

    private static @Nullable Actor actor(@Nullable String column) {
        if (column == null) {
            return null;
        }
        String[] parts = column.split(SEPARATOR, 2);
        return new Actor(Actor.Kind.of(parts[0]), parts[1], Origin.UNKNOWN);
    }

    /** Returns the column of a suspension: what its instant and its reason do not say. */
    static @Nullable String column(@Nullable Suspension suspension) {
        if (suspension == null) {
            return null;
        }
        Actor by = suspension.by();
        String cause = suspension.cause() + SEPARATOR + suspension.at().toEpochMilli();
        return by == null ? cause : cause + SEPARATOR + column(by);
    }

    /** Reads a suspension. What is only in the column counts unless an older release has suspended the key since. */
    private static @Nullable Suspension suspension(
            @Nullable Instant at, @Nullable String reason, @Nullable String column) {
        if (at == null || reason == null) {
            return null;
        }
        String[] parts = column == null ? new String[0] : column.split(SEPARATOR, 3);
        boolean counts = parts.length >= 2 && parts[1].equals(Long.toString(at.toEpochMilli()));
        return new Suspension(
                Suspension.Cause.of(counts ? parts[0] : null),
                at,
                Stored.reason(reason),
                counts && parts.length == 3 ? actor(parts[2]) : null);
    }

    private static @Nullable Revocation revocation(@Nullable Instant at, @Nullable String reason, @Nullable String by) {
        return at == null || reason == null ? null : new Revocation(at, Stored.reason(reason), actor(by));
    }

    /** Returns the column of a rotation. */
    static @Nullable String column(@Nullable Rotation rotation) {
        if (rotation == null) {
            return null;
        }
        Instant used = rotation.firstUsedAt();
        List<Object> parts = List.of(
                rotation.kind(),
                rotation.newHandle(),
                rotation.previousHandle(),
                rotation.startedAt().toEpochMilli(),
                rotation.grace().toMillis(),
                used == null ? "" : used.toEpochMilli());
        return joined(parts);
    }

    private static Rotation rotation(String column) {
        List<String> parts = parts(column);
        return new Rotation(
                Rotation.Kind.valueOf(parts.get(0)),
                parts.get(1),
                parts.get(2),
                Instant.ofEpochMilli(Long.parseLong(parts.get(3))),
                Duration.ofMillis(Long.parseLong(parts.get(4))),
                parts.get(5).isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(parts.get(5))));
    }

    /** Reads a secret's columns. */
    static Secret secret(Row row) throws SQLException {
        String handle = row.text();
        String prefix = row.text();
        String lastFour = row.text();
        String hash = row.text();
        Integer tag = row.intOrNull();
        String sealed = row.textOrNull();
        return new Secret(
                handle,
                prefix,
                lastFour,
                hash,
                tag == null ? null : ScreeningTag.of(tag),
                Stored.sealedCopy(sealed),
                row.instant(),
                row.instantOrNull());
    }

    /** What the column {@code resource} holds: a resource's id is never empty. */
    static String resource(Scope scope) {
        return scope instanceof ResourceScope resource ? resource.resource() : TENANT;
    }

    /** Several values in one column. None of those that are kept like this has a comma in its text. */
    static String joined(Collection<?> parts) {
        return parts.stream().map(Object::toString).collect(Collectors.joining(SEPARATOR));
    }

    private static List<String> parts(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(SEPARATOR, -1));
    }
}
