package dev.latchkey.http.spi;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The body of a request, as far as a binding was to read it. Immutable. */
public final class Body {
    /**
     * The number of bytes that a binding reads only to discard them, so that the connection can serve the next request.
     */
    public static final int MAX_DISCARDED = 256 * 1024;

    /** A body that was not to be read, or that is empty. */
    public static final Body NONE = new Body(new byte[0], null);

    /** A body that is longer than it may be. */
    public static final Body TOO_LARGE = new Body(new byte[0], Fault.TOO_LARGE);

    /** A body that did not arrive as it was announced. */
    public static final Body UNREADABLE = new Body(new byte[0], Fault.UNREADABLE);

    /** A body that did not arrive within its time. */
    public static final Body LATE = new Body(new byte[0], Fault.LATE);

    private final byte[] bytes;
    private final @Nullable Fault fault;

    private Body(byte[] bytes, @Nullable Fault fault) {
        this.bytes = bytes;
        this.fault = fault;
    }

    private enum Fault {
        TOO_LARGE,
        UNREADABLE,
        LATE
    }

    /**
     * Makes a body of its bytes.
     *
     * @param bytes all of them
     * @return the body
     */
    public static Body of(byte[] bytes) {
        return new Body(bytes.clone(), null);
    }

    /**
     * Reads what is left of a body and discards it. Blocks until the body ends or {@link #MAX_DISCARDED} bytes were
     * read. Reads instead of skipping: the body of {@code com.sun.net.httpserver} in JDK 17 skips into the next
     * request.
     *
     * @param stream the stream
     * @return true when the body has ended
     * @throws IOException when reading fails
     */
    public static boolean discard(InputStream stream) throws IOException {
        byte[] buffer = new byte[8192];
        int left = MAX_DISCARDED;
        while (left > 0) {
            int read = stream.read(buffer, 0, Math.min(buffer.length, left));
            if (read < 0) {
                return true;
            }
            left -= read;
        }
        return false;
    }

    /**
     * Returns the bytes.
     *
     * @return the bytes; none of a body that has not arrived as it should
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Tells whether the body is longer than it may be.
     *
     * @return true when it is
     */
    public boolean isTooLarge() {
        return fault == Fault.TOO_LARGE;
    }

    /**
     * Tells whether reading the body failed.
     *
     * @return true when it did
     */
    public boolean isUnreadable() {
        return fault == Fault.UNREADABLE;
    }

    /**
     * Tells whether the body did not arrive within its time.
     *
     * @return true when it did not
     */
    public boolean isLate() {
        return fault == Fault.LATE;
    }
}
