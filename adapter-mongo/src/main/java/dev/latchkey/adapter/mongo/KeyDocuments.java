package dev.latchkey.adapter.mongo;

import static dev.latchkey.adapter.mongo.Values.date;
import static dev.latchkey.adapter.mongo.Values.instant;
import static dev.latchkey.adapter.mongo.Values.instantOrNull;
import static dev.latchkey.adapter.mongo.Values.text;
import static dev.latchkey.adapter.mongo.Values.textOrNull;
import static dev.latchkey.adapter.mongo.Values.texts;

import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Authority;
import dev.latchkey.core.key.KeyIdentity;
import dev.latchkey.core.key.Revocation;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Stored;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.core.scope.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * How a key looks as a document. Fields that it does not know are left alone, so that nodes of two releases can work
 * side by side.
 */
final class KeyDocuments {
    static final String ID = "_id";
    static final String TENANT = "tenant";
    static final String RESOURCE = "resource";
    static final String SLOT = "slot";

    /** Which key of its slot it is, a number; the key's own id, a value that no other key can have, without a slot. */
    static final String TURN = "turn";

    static final String ISSUERS = "issuers";
    static final String CREATED_AT = "createdAt";
    static final String EXPIRES_AT = "expiresAt";
    static final String SUSPENSION = "suspension";
    static final String REVOCATION = "revocation";

    /** When the key was revoked; absent while it is not. */
    static final String REVOKED_AT = REVOCATION + ".at";

    static final String VERSION = "version";
    static final String SECRETS = "secrets";
    static final String ROTATION = "rotation";
    private static final String CHANGED_AT = "changedAt";

    /**
     * The slot that the key takes, as text; the key's own id, a value that no other key can have, while it takes none.
     */
    static final String OCCUPIES = "occupies";

    /** Since when the key is dead, or will be. */
    static final String DEAD_SINCE = "deadSince";

    /** Where the handles are of the secrets that the key carries. */
    static final String HANDLES = SECRETS + ".handle";

    /** True in what is left of a key while it is being purged. */
    static final String PURGED = "purged";

    /** Audit events that are not copied yet. */
    static final String PENDING = "pending";

    static final String HANDLE = "handle";

    /** Of the fields that change, those that may be absent. */
    private static final List<String> OPTIONAL = List.of(EXPIRES_AT, SUSPENSION, REVOCATION, DEAD_SINCE, ROTATION);

    private KeyDocuments() {}

    /** The whole document of a new key. */
    static BsonDocument document(ApiKey key, BsonDocument event) {
        BsonDocument document = new BsonDocument(ID, Values.uuid(key.id()))
                .append(TENANT, new BsonString(key.tenant()))
                .append(RESOURCE, resource(key.scope()))
                .append(TURN, turn(key))
                .append(CREATED_AT, date(key.createdAt()));
        if (key.slot() != null) {
            document.append(SLOT, new BsonString(key.slot()));
        }
        if (!key.identity().issuers().isEmpty()) {
            document.append(
                    ISSUERS,
                    new BsonArray(
                            key.identity().issuers().stream().map(Values::uuid).toList()));
        }
        document.putAll(changeable(key));
        return document.append(PENDING, new BsonArray(List.of(event)));
    }

    /** The update that makes the next version of what is stored. */
    static BsonDocument update(ApiKey next, BsonDocument event) {
        BsonDocument set = changeable(next);
        BsonDocument update = new BsonDocument("$set", set).append("$push", new BsonDocument(PENDING, event));
        BsonDocument unset = new BsonDocument();
        OPTIONAL.stream()
                .filter(field -> !set.containsKey(field))
                .forEach(field -> unset.append(field, new BsonString("")));
        return unset.isEmpty() ? update : update.append("$unset", unset);
    }

    /**
     * The update that leaves of a dead key only what a purge has to finish: the events that are not copied yet, the
     * handles, and since when it is dead. No query for keys finds that, and no change of the key can follow.
     */
    static BsonDocument purge(BsonValue id, BsonDocument event) {
        BsonString any = new BsonString("");
        return new BsonDocument(
                        "$set",
                        new BsonDocument(PURGED, BsonBoolean.TRUE)
                                .append(VERSION, new BsonInt64(-1))
                                .append(TURN, id)
                                .append(OCCUPIES, id))
                .append(
                        "$unset",
                        new BsonDocument(TENANT, any).append(RESOURCE, any).append(SLOT, any))
                .append("$push", new BsonDocument(PENDING, event));
    }

    private static BsonDocument changeable(ApiKey key) {
        BsonDocument document = new BsonDocument("name", new BsonString(key.name()))
                .append("permissions", texts(key.permissions().patterns()))
                .append("rates", texts(key.limits().rates()))
                .append("networks", texts(key.limits().networks()))
                .append(VERSION, new BsonInt64(key.version()))
                .append(CHANGED_AT, date(key.changedAt()))
                .append(
                        SECRETS,
                        new BsonArray(
                                key.secrets().stream().map(KeyDocuments::secret).toList()))
                .append(OCCUPIES, occupies(key));
        append(document, EXPIRES_AT, key.expiresAt());
        append(document, DEAD_SINCE, key.deadSince().orElse(null));
        if (key.rotation() != null) {
            document.append(ROTATION, rotation(key.rotation()));
        }
        if (key.suspension() != null) {
            document.append(
                    SUSPENSION, stop(key.suspension().at(), key.suspension().reason()));
        }
        if (key.revocation() != null) {
            document.append(
                    REVOCATION, stop(key.revocation().at(), key.revocation().reason()));
        }
        return document;
    }

    static BsonValue occupies(ApiKey key) {
        String slot = key.slot();
        return slot != null && key.occupiesSlot() ? new BsonString(slot) : Values.uuid(key.id());
    }

    static BsonValue turn(ApiKey key) {
        return key.slot() == null
                ? Values.uuid(key.id())
                : new BsonInt64(key.identity().turn());
    }

    private static BsonDocument stop(Instant at, String reason) {
        return new BsonDocument("at", date(at)).append("reason", new BsonString(reason));
    }

    private static BsonDocument rotation(Rotation rotation) {
        BsonDocument document = new BsonDocument(
                        "kind", new BsonString(rotation.kind().name()))
                .append("new", new BsonString(rotation.newHandle()))
                .append("previous", new BsonString(rotation.previousHandle()))
                .append("startedAt", date(rotation.startedAt()))
                .append("graceMillis", new BsonInt64(rotation.grace().toMillis()));
        append(document, "firstUsedAt", rotation.firstUsedAt());
        return document;
    }

    private static BsonDocument secret(Secret secret) {
        BsonDocument document = new BsonDocument(HANDLE, new BsonString(secret.handle()))
                .append("prefix", new BsonString(secret.prefix()))
                .append("lastFour", new BsonString(secret.lastFour()))
                .append("hash", new BsonString(secret.hash()));
        if (secret.tag() != null) {
            document.append("tag", new BsonInt32(secret.tag().value()));
        }
        if (secret.sealedCopy() != null) {
            document.append("sealedCopy", new BsonString(secret.sealedCopy().encoded()));
        }
        document.append(CREATED_AT, date(secret.createdAt()));
        append(document, "retiresAt", secret.retiresAt());
        return document;
    }

    private static void append(BsonDocument document, String field, @Nullable Instant instant) {
        if (instant != null) {
            document.append(field, date(instant));
        }
    }

    /** Returns the handles of the secrets that a key carries. */
    static Set<String> handles(ApiKey key) {
        return key.secrets().stream().map(Secret::handle).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Returns the handles of the secrets that a key carries. */
    static Set<String> handles(BsonDocument document) {
        return Values.documents(document, SECRETS).stream()
                .map(secret -> text(secret, HANDLE))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Empty is the tenant itself: a resource's id is never empty. */
    static BsonValue resource(Scope scope) {
        return new BsonString(scope instanceof ResourceScope resource ? resource.resource() : "");
    }

    /** Tells whether a document is what is left of a key that is being purged. */
    static boolean isPurged(BsonDocument document) {
        return document.containsKey(PURGED);
    }

    /** Reads a key. */
    static ApiKey key(BsonDocument document) {
        String resource = text(document, RESOURCE);
        BsonDocument suspension = document.getDocument(SUSPENSION, new BsonDocument());
        BsonDocument revocation = document.getDocument(REVOCATION, new BsonDocument());
        KeyIdentity identity = new KeyIdentity(
                Values.uuid(document, ID),
                text(document, TENANT),
                resource.isEmpty() ? Scope.tenant() : Scope.resource(resource),
                textOrNull(document, SLOT),
                Values.present(document, SLOT) ? Values.number(document, TURN) : 0,
                Values.uuids(document, ISSUERS),
                instant(document, CREATED_AT));
        Authority authority = new Authority(
                Stored.permissions(texts(document, "permissions")),
                Stored.limits(texts(document, "rates"), texts(document, "networks")),
                instantOrNull(document, EXPIRES_AT));
        List<Secret> secrets = Values.documents(document, SECRETS).stream()
                .map(KeyDocuments::secretOf)
                .toList();
        return new ApiKey(
                identity,
                Stored.name(text(document, "name")),
                authority,
                suspension.isEmpty()
                        ? null
                        : new Suspension(instant(suspension, "at"), Stored.reason(text(suspension, "reason"))),
                revocation.isEmpty()
                        ? null
                        : new Revocation(instant(revocation, "at"), Stored.reason(text(revocation, "reason"))),
                Values.number(document, VERSION),
                // Absent in what an older release has written.
                instant(document, Values.present(document, CHANGED_AT) ? CHANGED_AT : CREATED_AT),
                secrets,
                rotationOf(document.getDocument(ROTATION, new BsonDocument()), secrets));
    }

    /** Reads a rotation, unless an older release has changed the secrets since. */
    private static @Nullable Rotation rotationOf(BsonDocument document, List<Secret> secrets) {
        if (document.isEmpty()) {
            return null;
        }
        Rotation rotation = new Rotation(
                Rotation.Kind.valueOf(text(document, "kind")),
                text(document, "new"),
                text(document, "previous"),
                instant(document, "startedAt"),
                Duration.ofMillis(Values.number(document, "graceMillis")),
                instantOrNull(document, "firstUsedAt"));
        return rotation.isOf(secrets) ? rotation : null;
    }

    private static Secret secretOf(BsonDocument document) {
        String sealed = textOrNull(document, "sealedCopy");
        return new Secret(
                text(document, HANDLE),
                text(document, "prefix"),
                text(document, "lastFour"),
                text(document, "hash"),
                Values.present(document, "tag") ? ScreeningTag.of((int) Values.number(document, "tag")) : null,
                Stored.sealedCopy(sealed),
                instant(document, CREATED_AT),
                instantOrNull(document, "retiresAt"));
    }
}
