package dev.latchkey.spring.boot;

import org.springframework.core.env.Environment;

/** The places of Latchkey's filters among those of a servlet application, directly in front of Spring Security. */
public final class LatchkeyFilterOrder {
    /** The default of Spring Boot, in every version. */
    private static final int SPRING_SECURITY = -100;

    private LatchkeyFilterOrder() {}

    /**
     * Returns the order of the filter that decides. Filters of Spring that rewrite requests have lower numbers.
     *
     * @param environment the properties of the application, which may move Spring Security
     * @return the order
     */
    public static int deciding(Environment environment) {
        return environment.getProperty("spring.security.filter.order", Integer.class, SPRING_SECURITY) - 1;
    }

    /**
     * Returns the order of the first of the filters, which lets pages of other origins read responses.
     *
     * @param environment the properties of the application, which may move Spring Security
     * @return the order
     */
    public static int crossOrigin(Environment environment) {
        return deciding(environment) - 1;
    }
}
