package dev.latchkey.spring.boot;

import dev.latchkey.http.LatchkeyWebBuilder;

/**
 * A bean that sets options of the guard for which there is no property, such as {@code errorStyle}, or mounts
 * endpoints. Called in the order of the beans, after the routes and the beans of the application are set.
 */
@FunctionalInterface
public interface LatchkeyWebBuilderCustomizer {
    /**
     * Sets options.
     *
     * @param builder the builder of the only instance
     */
    void customize(LatchkeyWebBuilder builder);
}
