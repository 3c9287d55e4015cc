package dev.latchkey.internal.buffer;

/** A receiver of the fate of buffered entries. */
public interface BufferListener {
    /**
     * Reports entries that were written.
     *
     * @param count how many, at least 1
     */
    void written(long count);

    /**
     * Reports entries that could not be written and are kept for the next flush.
     *
     * @param count how many, at least 1
     * @param cause why
     */
    void kept(long count, Throwable cause);

    /**
     * Reports requests that were lost because the buffer was full or closed.
     *
     * @param count how many, at least 1
     */
    void dropped(long count);
}
