package dev.latchkey.http.spi;

import java.io.IOException;
import java.io.InputStream;

/** The body of a request, as far as a binding was to read it. Immutable. */
public final class Body {
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
     * Reads a body from a stream that blocks, and leaves unread what is more than it may have.
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
        if (announced > maxBytes) {
            return TOO_LARGE;
        }
        try {
            byte[] bytes = stream.readNBytes(maxBytes + 1);
            return bytes.length > maxBytes ? TOO_LARGE : new Body(bytes, false, false);
        } catch (IOException e) {
            return UNREADABLE;
        }
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
