package dev.latchkey.spring.boot;

import org.jspecify.annotations.Nullable;

/** Latchkey cannot be configured. Spring Boot prints the problem and the remedy instead of a stack trace. */
public final class LatchkeyStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String action;

    /**
     * Describes the problem.
     *
     * @param description the problem and its reason, in whole sentences
     * @param action the remedy, in whole sentences
     * @param cause the cause; null when there is none
     */
    public LatchkeyStartException(String description, String action, @Nullable Throwable cause) {
        super(description, cause);
        this.action = action;
    }

    /**
     * Returns the remedy.
     *
     * @return whole sentences
     */
    public String action() {
        return action;
    }
}
