package dev.latchkey.adapter.mongo;

import static dev.latchkey.adapter.mongo.Values.date;
import static dev.latchkey.adapter.mongo.Values.instant;
import static dev.latchkey.adapter.mongo.Values.instantOrNull;
import static dev.latchkey.adapter.mongo.Values.text;
import static dev.latchkey.adapter.mongo.Values.textOrNull;
import static dev.latchkey.adapter.mongo.Values.texts;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Authority;
import dev.latchkey.core.key.KeyIdentity;
import dev.latchkey.core.key.Lifecycle;
import dev.latchkey.core.key.Provenance;
import dev.latchkey.core.key.Revocation;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Stored;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.KeyVersion;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;

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

    /** When it was recorded that the key has expired; absent while it is not. */
    static final String EXPIRED_AT = "expiredAt";

    static final String VERSION = "version";
    static final String SECRETS = "secrets";
    static final String ROTATION = "rotation";
    static final String CHANGED_AT = "changedAt";
    static final String NAME = "name";
    static final String OWNER = "owner";
    static final String TAGS = "tags";
    private static final String DESCRIPTION = "description";
    private static final String CREATED_BY = "createdBy";
    private static final String RESUMED_AT = "resumedAt";

    /**
     * The slot that the key takes, as text; the key's own id, a value that no other key can have, while it takes none.
     */
    static final String OCCUPIES = "occupies";

    /** Since when the key is dead, or will be. */
    static final String DEAD_SINCE = "deadSince";

    /** Where the handles are of the secrets that the key carries. */
    static final String HANDLES = SECRETS + ".handle";

    /**
     * The UTC day of the last use, which searches in its order have. Absent while the key was never used. It is
     * written with a use and without a change of the version.
     */
    static final String LAST_USED_ON = "lastUsedOn";

    /** True in what is left of a key while it is being purged. */
    static final String PURGED = "purged";

    /** Audit events that are not copied yet. */
    static final String PENDING = "pending";

    static final String HANDLE = "handle";

    /** Of the fields that change, those that may be absent. */
    private static final List<String> OPTIONAL = List.of(
            EXPIRES_AT, EXPIRED_AT, SUSPENSION, REVOCATION, DEAD_SINCE, ROTATION, OWNER, TAGS, DESCRIPTION, RESUMED_AT);

    private KeyDocuments() {}

    /** The whole document of a new key. */
    static BsonDocument document(ApiKey key, List<BsonDocument> events) {
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
        Actors.append(document, CREATED_BY, key.identity().provenance().createdBy());
        document.putAll(changeable(key));
        return document.append(PENDING, new BsonArray(events));
    }

    /** The update that makes another version of what is stored, with its event, or with {@code $each} of several. */
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
        BsonDocument document = new BsonDocument(NAME, new BsonString(key.name()))
                .append("permissions", texts(key.permissions().patterns()))
                .append("rates", texts(key.limits().rates()))
                .append("networks", texts(key.limits().networks()))
                .append(VERSION, new BsonInt64(key.version()))
                .append(CHANGED_AT, date(key.changedAt()))
                .append(
                        SECRETS,
                        new BsonArray(key.secrets().stream()
                                .map(SecretDocuments::document)
                                .toList()))
                .append(OCCUPIES, occupies(key));
        Values.append(document, EXPIRES_AT, key.expiresAt());
        Values.append(document, EXPIRED_AT, key.lifecycle().expiredAt());
        Values.append(document, DEAD_SINCE, key.deadSince().orElse(null));
        Values.append(document, RESUMED_AT, key.lifecycle().resumedAt());
        Values.append(document, OWNER, key.labels().owner());
        Values.append(document, DESCRIPTION, key.labels().description());
        if (!key.labels().tags().isEmpty()) {
            document.append(TAGS, texts(key.labels().tags()));
        }
        if (key.rotation() != null) {
            document.append(ROTATION, SecretDocuments.document(key.rotation()));
        }
        Suspension suspension = key.suspension();
        if (suspension != null) {
            document.append(SUSPENSION, StopDocuments.document(suspension));
        }
        Revocation revocation = key.revocation();
        if (revocation != null) {
            document.append(REVOCATION, StopDocuments.document(revocation));
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
        try {
            return read(document);
        } catch (RuntimeException e) {
            // An operator has to find it among all keys of a tenant.
            throw new StoreException("Could not read key " + Values.uuid(document, ID) + ": " + e.getMessage(), e);
        }
    }

    private static ApiKey read(BsonDocument document) {
        String resource = text(document, RESOURCE);
        KeyIdentity identity = new KeyIdentity(
                Values.uuid(document, ID),
                text(document, TENANT),
                resource.isEmpty() ? Scope.tenant() : Scope.resource(resource),
                textOrNull(document, SLOT),
                Values.present(document, SLOT) ? Values.number(document, TURN) : 0,
                new Provenance(
                        Actors.actorOrNull(document, CREATED_BY),
                        Values.uuids(document, ISSUERS),
                        instant(document, CREATED_AT)));
        Authority authority = new Authority(
                Stored.permissions(texts(document, "permissions")),
                Stored.limits(texts(document, "rates"), texts(document, "networks")),
                instantOrNull(document, EXPIRES_AT));
        List<Secret> secrets = Values.documents(document, SECRETS).stream()
                .map(SecretDocuments::secret)
                .toList();
        return new ApiKey(
                identity,
                Stored.labels(
                        text(document, NAME),
                        textOrNull(document, OWNER),
                        Values.present(document, TAGS) ? texts(document, TAGS) : List.of(),
                        textOrNull(document, DESCRIPTION)),
                authority,
                new Lifecycle(
                        StopDocuments.suspension(document),
                        instantOrNull(document, RESUMED_AT),
                        StopDocuments.revocation(document),
                        instantOrNull(document, EXPIRED_AT)),
                Values.number(document, VERSION),
                changedAt(document),
                secrets,
                SecretDocuments.rotation(document.getDocument(ROTATION, new BsonDocument()), secrets));
    }

    /** Reads the version of a key. */
    static KeyVersion version(BsonDocument document) {
        return new KeyVersion(Values.number(document, VERSION), changedAt(document));
    }

    private static Instant changedAt(BsonDocument document) {
        // Absent in what an older release has written.
        return instant(document, Values.present(document, CHANGED_AT) ? CHANGED_AT : CREATED_AT);
    }
}
