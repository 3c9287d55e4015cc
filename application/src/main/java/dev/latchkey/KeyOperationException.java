package dev.latchkey;

import dev.latchkey.core.LatchkeyException;

/** A change was not done, and its caller asked for an exception then: see {@link Result#orElseThrow()}. */
public final class KeyOperationException extends LatchkeyException {
    private static final long serialVersionUID = 1L;

    private final transient Result<?> result;

    KeyOperationException(Result<?> result) {
        super("the change was not done: " + result, null);
        this.result = result;
    }

    /**
     * Returns what came instead.
     *
     * @return any result that is not done
     */
    public Result<?> result() {
        return result;
    }
}
