package dev.latchkey.http.internal.endpoint.keys;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.ports.query.KeyQuery.Position;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The end of a page, as clients hand it back. It names a place in the caller's own list and nothing else, so a client
 * that makes one up sees nothing that belongs to others.
 */
final class Cursor {
    private static final int BYTES = Long.BYTES + 2 * Long.BYTES;

    private Cursor() {}

    public static String of(Position position) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .putLong(position.createdAt().toEpochMilli())
                .putLong(position.id().getMostSignificantBits())
                .putLong(position.id().getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** Returns the position; null when the text cannot be a cursor of ours. */
    public static @Nullable Position parse(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            return bytes.remaining() == BYTES
                    ? new Position(Instant.ofEpochMilli(bytes.getLong()), new UUID(bytes.getLong(), bytes.getLong()))
                    : null;
        } catch (IllegalArgumentException | DateTimeException | InvalidValueException e) {
            return null;
        }
    }
}
