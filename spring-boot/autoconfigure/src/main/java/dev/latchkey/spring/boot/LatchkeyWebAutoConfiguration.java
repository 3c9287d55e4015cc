package dev.latchkey.spring.boot;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.servlet.LatchkeyLastCheckFilter;
import dev.latchkey.adapter.servlet.LatchkeyServlet;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import jakarta.servlet.DispatcherType;
import java.util.stream.Stream;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

/**
 * Puts the guard in front of a servlet application: behind the filters of Spring that rewrite path, method or address,
 * and directly in front of Spring Security.
 */
@AutoConfiguration(after = LatchkeyAutoConfiguration.class)
@Conditional(OnLatchkeyConfigured.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public class LatchkeyWebAutoConfiguration {
    /** Makes the configuration, for Spring. */
    public LatchkeyWebAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    LatchkeyWeb latchkeyWeb(
            Latchkey latchkey,
            LatchkeyProperties properties,
            ObjectProvider<Routes> routes,
            ListableBeanFactory beans,
            ObjectProvider<LatchkeyWebBuilderCustomizer> customizers) {
        return WebBuilders.guard(latchkey, properties.web(), routes, beans, customizers);
    }

    @Bean
    FilterRegistrationBean<CrossOriginFilter> latchkeyCrossOriginFilter(
            LatchkeyWeb web, ListableBeanFactory beans, Environment environment) {
        FilterRegistrationBean<CrossOriginFilter> filter =
                new FilterRegistrationBean<>(new CrossOriginFilter(web, beans));
        filter.setName("latchkey cross origin");
        filter.setDispatcherTypes(DispatcherType.REQUEST);
        filter.setOrder(LatchkeyFilterOrder.crossOrigin(environment));
        return filter;
    }

    @Bean
    FilterRegistrationBean<?> latchkeyFilter(LatchkeyWeb web, LatchkeyProperties properties, Environment environment) {
        return FilterRegistrations.first(web, properties.web().admin(), environment);
    }

    @Bean
    FilterRegistrationBean<LatchkeyLastCheckFilter> latchkeyLastCheckFilter(LatchkeyWeb web) {
        return FilterRegistrations.last(web);
    }

    @Bean
    ServletRegistrationBean<LatchkeyServlet> latchkeyServlet(LatchkeyWeb web) {
        String[] paths = Stream.concat(web.basePaths().stream().map(base -> base + "/*"), web.documentPath().stream())
                .toArray(String[]::new);
        ServletRegistrationBean<LatchkeyServlet> servlet =
                new ServletRegistrationBean<>(new LatchkeyServlet(web), false, paths);
        servlet.setName("latchkey");
        servlet.setEnabled(paths.length > 0);
        return servlet;
    }
}
