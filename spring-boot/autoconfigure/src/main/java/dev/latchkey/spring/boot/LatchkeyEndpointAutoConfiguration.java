package dev.latchkey.spring.boot;

import dev.latchkey.http.LatchkeyWeb;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Adds the endpoint that lists the routes to an application with Spring Boot's actuator. */
@AutoConfiguration(after = {LatchkeyAdminAutoConfiguration.class, LatchkeyReactiveAutoConfiguration.class})
@ConditionalOnClass(Endpoint.class)
@ConditionalOnBean(LatchkeyWeb.class)
public class LatchkeyEndpointAutoConfiguration {
    /** Makes the configuration, for Spring. */
    public LatchkeyEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    LatchkeyEndpoint latchkeyEndpoint(LatchkeyWeb web, ObjectProvider<AdminEndpoints> admin) {
        return new LatchkeyEndpoint(web, admin.getIfAvailable());
    }
}
