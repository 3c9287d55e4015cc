package dev.latchkey.spring.boot;

import dev.latchkey.adapter.servlet.LatchkeyLastCheckFilter;
import dev.latchkey.http.LatchkeyWeb;
import jakarta.servlet.Filter;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Guards the actuator's port, where it has one of its own, by the same routes. Only an application with Spring Boot's
 * actuator loads this class.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(value = LatchkeyWeb.class, search = SearchStrategy.ANCESTORS)
public class LatchkeyManagementPortConfiguration {
    /** Makes the configuration, for Spring. */
    public LatchkeyManagementPortConfiguration() {}

    @Bean
    FilterRegistrationBean<Filter> latchkeyManagementPortFilter(
            LatchkeyWeb web, LatchkeyProperties properties, Environment environment) {
        return FilterRegistrations.firstOfManagementPort(web, properties.web().admin(), environment);
    }

    @Bean
    FilterRegistrationBean<LatchkeyLastCheckFilter> latchkeyManagementPortLastCheckFilter(LatchkeyWeb web) {
        return FilterRegistrations.last(web);
    }
}
