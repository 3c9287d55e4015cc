package dev.latchkey.spring.boot;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;

/**
 * Puts the guard in front of a reactive application that has {@code latchkey-adapter-webflux}: behind the filters of
 * Spring that rewrite requests, and in front of Spring Security. Without that artifact, an application whose routes
 * nothing would guard does not start.
 */
@AutoConfiguration(after = LatchkeyAutoConfiguration.class)
@Conditional(OnLatchkeyConfigured.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@Import({ReactiveGuard.class, ReactiveAdmin.class, ReactiveSecurity.class, ReactiveRefusal.class})
public class LatchkeyReactiveAutoConfiguration {
    /** Makes the configuration, for Spring. */
    public LatchkeyReactiveAutoConfiguration() {}
}
