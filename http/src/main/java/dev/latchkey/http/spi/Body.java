package dev.latchkey.http.spi;

import java.io.IOException;
import java.io.InputStream;

/** The body of a request, as far as a binding was to read it. Immutable. */
public final class Body {
    /**
     * The number of bytes that a binding reads only to discard them, so that the connection can serve the next request.
     */
    public static final int MAX_DISCARDED = 256 * 1024;

    /** A body that was not to be read, or that is empty. */
    public static final Body NONE = new Body(new byte[0], false, false);

    /** A body that is longer than it may be. */
    public static final Body TOO_LARGE = new Body(new byte[0], true, false);

    /** A body that did not arrive as it was announced. */
    public static final Body UNREADABLE = new Body(new byte[0], false, true);

    private final byte[] bytes;
    private final boolean tooLarge;
    private final boolean unreadable;

    private Body(byte[] bytes, boolean tooLarge, boolean unreadable) {
        this.bytes = bytes;
        this.tooLarge = tooLarge;
        this.unreadable = unreadable;
    }

    /**
     * Makes a body of its bytes.
     *
     * @param bytes all of them
     * @return the body
     */
    public static Body of(byte[] bytes) {
        return new Body(bytes.clone(), false, false);
    }

    /**
     * Reads a body from a stream that blocks. A body that is too large is read to its end where that is near, and
     * discarded, so that the connection can be used again and a client that sends before it listens gets its answer. A
     * larger one is left unread.
     *
     * @param stream the stream
     * @param announced the length that the request announces; negative for none
     * @param maxBytes the number of bytes that it may have; 0 reads nothing
     * @return the body
     */
    public static Body read(InputStream stream, long announced, int maxBytes) {
        if (maxBytes == 0) {
            return NONE;
        }
        if (announced > MAX_DISCARDED) {
            return TOO_LARGE;
        }
        try {
            byte[] bytes = stream.readNBytes(maxBytes + 1);
            if (bytes.length <= maxBytes) {
                return new Body(bytes, false, false);
            }
            discard(stream);
            return TOO_LARGE;
        } catch (IOException e) {
            return UNREADABLE;
        }
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
     * @return the bytes; none of a body that is too large or unreadable
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
        return tooLarge;
    }

    /**
     * Tells whether reading the body failed.
     *
     * @return true when it did
     */
    public boolean isUnreadable() {
        return unreadable;
    }
}
