package dev.latchkey.spring.boot;

import dev.latchkey.http.LatchkeyWebBuilder;

/**
 * A bean that sets options of the guard for which there is no property, such as {@code errorStyle}, or mounts
 * endpoints. Called in the order of the beans, after the routes and the beans of the application are set.
 *
 * <p>With {@code latchkey.web.admin.enabled} it is called a second time, for the endpoints that manage keys, so that
 * these have the same style of errors and the same words. The routes that it sets count for the guard alone.
 */
@FunctionalInterface
public interface LatchkeyWebBuilderCustomizer {
    /**
     * Sets options.
     *
     * @param builder the builder
     */
    void customize(LatchkeyWebBuilder builder);
}
