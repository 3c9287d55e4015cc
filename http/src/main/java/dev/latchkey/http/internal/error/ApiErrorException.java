package dev.latchkey.http.internal.error;

import dev.latchkey.core.LatchkeyException;

/** The end of an endpoint's work with an error. It is caught where the endpoints are called. */
public final class ApiErrorException extends LatchkeyException {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    public ApiErrorException(ApiError error) {
        super(error.detail(), null);
        this.error = error;
    }

    public ApiError error() {
        return error;
    }

    /** Leaves the stack trace out, because this is an answer and not a defect. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
