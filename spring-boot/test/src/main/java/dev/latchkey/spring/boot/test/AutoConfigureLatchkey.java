package dev.latchkey.spring.boot.test;

import dev.latchkey.spring.boot.LatchkeyAutoConfiguration;
import dev.latchkey.spring.boot.LatchkeyWebAutoConfiguration;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Gives a test of a Spring Boot application Latchkey with the keys in memory, whatever store the application has.
 *
 * <pre>{@code
 * @SpringBootTest
 * @AutoConfigureMockMvc
 * @AutoConfigureLatchkey
 * class MessagesTest {
 *     @Test
 *     @WithApiKey(permissions = "messages:send")
 *     void sends(@Autowired MockMvc mvc) throws Exception {
 *         mvc.perform(post("/v1/messages")).andExpect(status().isOk());
 *     }
 * }
 * }</pre>
 *
 * <p>The filter is the one of production, and the routes are those of the application. A request has the key of {@link
 * WithApiKey}, or one that the bean {@link TestApiKeys} issues. Slices such as {@code @WebMvcTest} get Latchkey by this
 * annotation too; the configuration that declares the {@code Routes} bean must be imported there. Keys begin with
 * {@code test_} unless {@code latchkey.key-prefix} says otherwise, and the keys of {@code latchkey.bootstrap} are made
 * as in production.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ImportAutoConfiguration({
    LatchkeyAutoConfiguration.class,
    LatchkeyWebAutoConfiguration.class,
    LatchkeyTestAutoConfiguration.class
})
public @interface AutoConfigureLatchkey {}
