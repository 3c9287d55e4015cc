package dev.latchkey.spring.boot;

import dev.latchkey.LatchkeyBuilder;

/**
 * A bean that sets options of Latchkey for which there is no property, such as {@code peppers} or {@code rateLimits}.
 * Called in the order of the beans, after the store, the key format, the listener and the audit sink are set.
 */
@FunctionalInterface
public interface LatchkeyBuilderCustomizer {
    /**
     * Sets options.
     *
     * @param builder the builder of the only instance
     */
    void customize(LatchkeyBuilder builder);
}
