package dev.latchkey.adapter.servlet;

import dev.latchkey.core.LatchkeyException;

/** Ends an endpoint's work with a failure; caught where the endpoints are called. */
final class Failed extends LatchkeyException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    Failed(Failure failure) {
        super(failure.detail(), null);
        this.failure = failure;
    }

    Failure failure() {
        return failure;
    }

    /** It is an answer, not a defect. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
