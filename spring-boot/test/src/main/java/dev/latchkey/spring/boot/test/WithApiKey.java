package dev.latchkey.spring.boot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the requests of a test a key. It is issued before the test, and sent by every request that has no credential of
 * its own, with {@code MockMvc}, {@code WebTestClient} and over a port. On a method it takes the place of the one on
 * the class. It needs {@link AutoConfigureLatchkey}. Tests of one application context must not run at the same time.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface WithApiKey {
    /**
     * Returns the permissions of the key.
     *
     * @return permissions; none by default
     */
    String[] permissions() default {};

    /**
     * Returns the tenant of the key.
     *
     * @return the tenant
     */
    String tenant() default TestApiKeys.TENANT;

    /**
     * Returns the resource that the key is bound to.
     *
     * @return the host's id of it; empty for a key of the whole tenant
     */
    String resource() default "";

    /**
     * Returns the header in which the key is sent.
     *
     * @return the name of a header that the application accepts; {@code Authorization} for a bearer token
     */
    String header() default "x-api-key";
}
