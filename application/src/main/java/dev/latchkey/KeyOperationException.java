package dev.latchkey;

import dev.latchkey.core.LatchkeyException;

/** The exception of a change that was not done: see {@link Result#orElseThrow()}. */
public final class KeyOperationException extends LatchkeyException {
    private static final long serialVersionUID = 1L;

    private final transient Result<?> result;

    KeyOperationException(Result<?> result) {
        super("the change was not done: " + result, null);
        this.result = result;
    }

    /**
     * Returns the result of the change.
     *
     * @return any result that is not done
     */
    public Result<?> result() {
        return result;
    }
}
