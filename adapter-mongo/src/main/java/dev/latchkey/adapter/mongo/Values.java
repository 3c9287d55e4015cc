package dev.latchkey.adapter.mongo;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * How single values look in documents. What is absent in the model is absent in the document, and null is read as
 * absent.
 */
final class Values {
    private Values() {}

    /** Binary of the standard subtype 4: compared byte by byte, which is the order of {@link UUID#toString()}. */
    static BsonBinary uuid(UUID id) {
        return new BsonBinary(id);
    }

    static UUID uuid(BsonDocument document, String field) {
        return document.getBinary(field).asUuid();
    }

    static List<UUID> uuids(BsonDocument document, String field) {
        return present(document, field)
                ? document.getArray(field).stream()
                        .map(value -> value.asBinary().asUuid())
                        .toList()
                : List.of();
    }

    static BsonDateTime date(Instant instant) {
        return new BsonDateTime(instant.toEpochMilli());
    }

    /** A UTC day as its first instant. */
    static BsonDateTime day(LocalDate day) {
        return date(firstInstant(day));
    }

    static Instant firstInstant(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    static LocalDate day(BsonDocument document, String field) {
        return LocalDate.ofInstant(instant(document, field), ZoneOffset.UTC);
    }

    static Instant instant(BsonDocument document, String field) {
        return Instant.ofEpochMilli(document.getDateTime(field).getValue());
    }

    static @Nullable Instant instantOrNull(BsonDocument document, String field) {
        return present(document, field) ? instant(document, field) : null;
    }

    static String text(BsonDocument document, String field) {
        return document.getString(field).getValue();
    }

    static @Nullable String textOrNull(BsonDocument document, String field) {
        return present(document, field) ? text(document, field) : null;
    }

    /** Whatever numeric type a shell or another driver may have made of it. */
    static long number(BsonDocument document, String field) {
        return document.getNumber(field).longValue();
    }

    /** Zero if it is absent. */
    static long numberOrZero(BsonDocument document, String field) {
        return present(document, field) ? number(document, field) : 0;
    }

    static boolean present(BsonDocument document, String field) {
        return document.containsKey(field) && !document.isNull(field);
    }

    static BsonArray texts(Collection<?> values) {
        return new BsonArray(
                values.stream().map(value -> new BsonString(value.toString())).toList());
    }

    static List<String> texts(BsonDocument document, String field) {
        return document.getArray(field).stream()
                .map(value -> value.asString().getValue())
                .toList();
    }

    static void append(BsonDocument document, String field, @Nullable String text) {
        if (text != null) {
            document.append(field, new BsonString(text));
        }
    }

    static void append(BsonDocument document, String field, @Nullable Instant instant) {
        if (instant != null) {
            document.append(field, date(instant));
        }
    }

    static List<BsonDocument> documents(BsonDocument document, String field) {
        return present(document, field)
                ? document.getArray(field).stream().map(BsonValue::asDocument).toList()
                : List.of();
    }
}
