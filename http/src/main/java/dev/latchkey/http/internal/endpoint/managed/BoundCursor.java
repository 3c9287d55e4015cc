package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.ports.query.SearchPosition;
import dev.latchkey.ports.query.TimelineEntry;
import dev.latchkey.ports.query.TimelineEntry.Source;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The cursors of one list: a position, with a part of the digest of what is listed. A cursor of another tenant, filter
 * or order is none of this list. It holds no name.
 */
final class BoundCursor {
    private static final int BYTES = 4 * Long.BYTES;
    private static final long NO_INSTANT = Long.MIN_VALUE;
    private static final int EVENT_BYTES = 6 * Long.BYTES;

    private final long list;

    /** Takes all that tells this list from others. */
    BoundCursor(List<String> list) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : list) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
                digest.update(bytes);
            }
            this.list = ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no SHA-256", e);
        }
    }

    /** Makes the cursor of a position among keys. A name is personal, so it stays out. */
    String of(SearchPosition position) {
        Instant at = position.at();
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .putLong(list)
                .putLong(at == null ? NO_INSTANT : at.toEpochMilli())
                .putLong(position.id().getMostSignificantBits())
                .putLong(position.id().getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** Makes the cursor of a resource. */
    String of(String id) {
        byte[] text = id.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(Long.BYTES + text.length).putLong(list).put(text);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** Returns the id of a cursor among resources; null if it is none of this list. */
    @Nullable String parseId(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            return bytes.remaining() < Long.BYTES || bytes.getLong() != list
                    ? null
                    : StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }

    String of(TimelineEntry.Position position) {
        ByteBuffer bytes = ByteBuffer.allocate(EVENT_BYTES)
                .putLong(list)
                .putLong(position.at().toEpochMilli())
                .putLong(position.source() == Source.CHANGES ? 0 : 1)
                .putLong(position.id().getMostSignificantBits())
                .putLong(position.id().getLeastSignificantBits())
                .putLong(position.version());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** Returns the position of a cursor among events; null if it is none of this list. */
    TimelineEntry.@Nullable Position parseEvent(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.remaining() != EVENT_BYTES || bytes.getLong() != list) {
                return null;
            }
            Instant at = Instant.ofEpochMilli(bytes.getLong());
            Source source = bytes.getLong() == 0 ? Source.CHANGES : Source.ACCESS;
            return new TimelineEntry.Position(at, source, new UUID(bytes.getLong(), bytes.getLong()), bytes.getLong());
        } catch (IllegalArgumentException | DateTimeException | InvalidValueException e) {
            return null;
        }
    }

    /** Returns the position of a cursor among keys, without its name; null if it is none of this list. */
    @Nullable SearchPosition parse(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.remaining() != BYTES || bytes.getLong() != list) {
                return null;
            }
            long at = bytes.getLong();
            UUID id = new UUID(bytes.getLong(), bytes.getLong());
            return new SearchPosition(at == NO_INSTANT ? null : Instant.ofEpochMilli(at), null, id);
        } catch (IllegalArgumentException | DateTimeException | InvalidValueException e) {
            return null;
        }
    }
}
