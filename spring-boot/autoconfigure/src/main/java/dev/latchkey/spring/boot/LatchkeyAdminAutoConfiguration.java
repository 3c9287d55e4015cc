package dev.latchkey.spring.boot;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.servlet.LatchkeyServlet;
import dev.latchkey.http.LatchkeyWeb;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;

/** Serves the endpoints that manage keys, and the console, behind Spring Security. Off by default. */
@AutoConfiguration(after = LatchkeyWebAutoConfiguration.class)
@Conditional(OnLatchkeyConfigured.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public class LatchkeyAdminAutoConfiguration {
    /** Makes the configuration, for Spring. */
    public LatchkeyAdminAutoConfiguration() {}

    @Bean
    @ConditionalOnProperty(name = "latchkey.web.admin.enabled", havingValue = "true")
    AdminEndpoints latchkeyAdminEndpoints(
            Latchkey latchkey,
            LatchkeyWeb guard,
            LatchkeyProperties properties,
            ListableBeanFactory beans,
            ObjectProvider<LatchkeyWebBuilderCustomizer> customizers) {
        return AdminEndpoints.of(latchkey, guard, properties.web(), beans, customizers);
    }

    @Bean
    @ConditionalOnProperty(name = "latchkey.web.admin.enabled", havingValue = "true")
    ServletRegistrationBean<LatchkeyServlet> latchkeyAdminServlet(AdminEndpoints admin, LatchkeyProperties properties) {
        ServletRegistrationBean<LatchkeyServlet> servlet = new ServletRegistrationBean<>(
                new LatchkeyServlet(admin.web()),
                false,
                properties.web().admin().path() + "/*");
        servlet.setName(AdminAwareFilter.SERVLET);
        return servlet;
    }

    @Bean
    @Lazy(false)
    InitializingBean latchkeyConsoleCheck(LatchkeyProperties properties) {
        return () -> AdminEndpoints.checkConsole(properties.web());
    }
}
