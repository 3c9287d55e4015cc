package dev.latchkey.spring.boot;

import dev.latchkey.http.Routes;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Refuses to start a reactive application whose routes nothing would guard. */
@AutoConfiguration(after = LatchkeyAutoConfiguration.class)
@ConditionalOnBean(Routes.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
public class LatchkeyReactiveAutoConfiguration {
    /** Makes the configuration, for Spring. */
    public LatchkeyReactiveAutoConfiguration() {}

    @Bean
    InitializingBean latchkeyReactiveRefusal() {
        return () -> {
            throw new LatchkeyStartException(
                    "This is a reactive web application, and Latchkey's starter guards servlet applications. Nothing"
                            + " would enforce the routes.",
                    "Use spring-boot-starter-web or -webmvc, set spring.main.web-application-type=servlet, or remove"
                            + " the Routes bean and ask latchkey.authenticator() in a WebFilter of yours.",
                    null);
        };
    }
}
