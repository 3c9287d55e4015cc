package dev.latchkey.adapter.mongo;

import static dev.latchkey.adapter.mongo.KeyDocuments.CREATED_AT;
import static dev.latchkey.adapter.mongo.KeyDocuments.HANDLE;
import static dev.latchkey.adapter.mongo.Values.date;
import static dev.latchkey.adapter.mongo.Values.instant;
import static dev.latchkey.adapter.mongo.Values.instantOrNull;
import static dev.latchkey.adapter.mongo.Values.text;
import static dev.latchkey.adapter.mongo.Values.textOrNull;

import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Stored;
import java.time.Duration;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/** The form of secrets and rotations in documents. */
final class SecretDocuments {
    private SecretDocuments() {}

    static BsonDocument document(Rotation rotation) {
        BsonDocument document = new BsonDocument(
                        "kind", new BsonString(rotation.kind().name()))
                .append("new", new BsonString(rotation.newHandle()))
                .append("previous", new BsonString(rotation.previousHandle()))
                .append("startedAt", date(rotation.startedAt()))
                .append("graceMillis", new BsonInt64(rotation.grace().toMillis()));
        Values.append(document, "firstUsedAt", rotation.firstUsedAt());
        return document;
    }

    static BsonDocument document(Secret secret) {
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
        Values.append(document, "retiresAt", secret.retiresAt());
        return document;
    }

    /** Reads a rotation of secrets, if there is one. */
    static @Nullable Rotation rotation(BsonDocument document, List<Secret> secrets) {
        return document.isEmpty() ? null : Stored.rotation(secrets, () -> rotation(document));
    }

    private static Rotation rotation(BsonDocument document) {
        return new Rotation(
                Rotation.Kind.valueOf(text(document, "kind")),
                text(document, "new"),
                text(document, "previous"),
                instant(document, "startedAt"),
                Duration.ofMillis(Values.number(document, "graceMillis")),
                instantOrNull(document, "firstUsedAt"));
    }

    static Secret secret(BsonDocument document) {
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
