package dev.latchkey.http.spi;

import org.jspecify.annotations.Nullable;

/**
 * A whole response, to be written as it is. Its fields name the type of the body but not its length, which the binding
 * adds. Never printed, because a body may hold a key. Immutable.
 */
public final class Response {
    private final int status;
    private final HeaderFields fields;
    private final byte @Nullable [] body;

    private Response(int status, HeaderFields fields, byte @Nullable [] body) {
        this.status = status;
        this.fields = fields;
        this.body = body == null ? null : body.clone();
    }

    /**
     * Makes a response without a body.
     *
     * @param status the status
     * @param fields the header fields
     * @return the response
     */
    public static Response of(int status, HeaderFields fields) {
        return new Response(status, fields, null);
    }

    /**
     * Makes a response with a body.
     *
     * @param status the status
     * @param fields the header fields, with the type of the body
     * @param body the body
     * @return the response
     */
    public static Response of(int status, HeaderFields fields, byte[] body) {
        return new Response(status, fields, body);
    }

    /**
     * Returns the status.
     *
     * @return the status
     */
    public int status() {
        return status;
    }

    /**
     * Returns the header fields.
     *
     * @return the fields
     */
    public HeaderFields fields() {
        return fields;
    }

    /**
     * Tells whether the response has a body. To {@code HEAD} only its length is sent.
     *
     * @return true when it has
     */
    public boolean hasBody() {
        return body != null;
    }

    /**
     * Returns the body.
     *
     * @return the bytes; none when the response has no body
     */
    public byte[] body() {
        return body == null ? new byte[0] : body.clone();
    }

    /** Tells the status alone. */
    @Override
    public String toString() {
        return "Response[" + status + "]";
    }
}
