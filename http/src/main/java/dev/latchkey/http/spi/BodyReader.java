package dev.latchkey.http.spi;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body up to its bounds of length and time. A body that is too large is read to its end where that is near, and
 * discarded, so that the connection can be used again and a client that sends before it listens gets its answer. A
 * larger one is left unread. For one thread at a time.
 */
public final class BodyReader {
    private final long announced;
    private final Duration timeout;
    private final long begun = System.nanoTime();
    private final byte[] bytes;
    private long length;
    private @Nullable Body body;

    /**
     * Begins to read. The time begins too.
     *
     * @param announced the length that the request announces; negative for none
     * @param maxBytes the number of bytes that the body may have; 0 reads nothing
     * @param timeout the time in which the whole body has to arrive
     */
    public BodyReader(long announced, int maxBytes, Duration timeout) {
        this.announced = announced;
        this.timeout = timeout;
        this.bytes = new byte[(int) Math.min(announced < 0 ? maxBytes : announced, maxBytes)];
        if (maxBytes == 0 || announced == 0) {
            body = Body.NONE;
        } else if (announced > Body.MAX_DISCARDED) {
            body = Body.TOO_LARGE;
        }
    }

    /**
     * Returns the body.
     *
     * @return the body; null while more of it is to be read
     */
    public @Nullable Body body() {
        return body;
    }

    /**
     * Takes what a read has returned.
     *
     * @param buffer what was read
     * @param count the number of bytes; negative at the end of the stream
     * @return true when nothing more is to be read
     */
    public boolean take(byte[] buffer, int count) {
        if (count > 0) {
            if (length + count <= bytes.length) {
                System.arraycopy(buffer, 0, bytes, (int) length, count);
            }
            length += count;
        }
        if (count < 0 || length == announced || length >= Body.MAX_DISCARDED) {
            body = length <= bytes.length ? Body.of(Arrays.copyOf(bytes, (int) length)) : Body.TOO_LARGE;
        } else if (left().isZero()) {
            body = Body.LATE;
        }
        return body != null;
    }

    /**
     * Reads the whole body from a stream that blocks. The time is looked at after each read, so a client that sends
     * nothing more is waited for as long as the stream does.
     *
     * @param stream the stream
     * @return the body
     */
    public Body readAll(InputStream stream) {
        byte[] buffer = new byte[8192];
        try {
            while (body == null) {
                take(buffer, stream.read(buffer, 0, (int) Math.min(buffer.length, Body.MAX_DISCARDED - length)));
            }
            return body;
        } catch (IOException e) {
            return broken();
        }
    }

    /**
     * Returns what a body is of which nothing more can be read.
     *
     * @return a late body when its time is over, else an unreadable one
     */
    public Body broken() {
        return left().isZero() ? Body.LATE : Body.UNREADABLE;
    }

    /**
     * Returns the rest of the time.
     *
     * @return the rest; zero when the time is over
     */
    public Duration left() {
        Duration left = timeout.minusNanos(System.nanoTime() - begun);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
