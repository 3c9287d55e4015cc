package dev.latchkey.spring.boot.test;

import dev.latchkey.Latchkey;
import dev.latchkey.spring.boot.LatchkeyAutoConfiguration;
import dev.latchkey.spring.boot.LatchkeyFilterOrder;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Adds what tests need to an application with Latchkey. Imported by {@link AutoConfigureLatchkey} alone. */
@AutoConfiguration(after = LatchkeyAutoConfiguration.class)
@ConditionalOnBean(Latchkey.class)
public class LatchkeyTestAutoConfiguration {
    /** Makes the configuration, for Spring. */
    public LatchkeyTestAutoConfiguration() {}

    @Bean
    TestApiKeys testApiKeys(Latchkey latchkey) {
        return new TestApiKeys(latchkey);
    }

    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    FilterRegistrationBean<SendingFilter> latchkeyTestFilter(TestApiKeys keys, Environment environment) {
        FilterRegistrationBean<SendingFilter> filter = new FilterRegistrationBean<>(new SendingFilter(keys));
        filter.setName("latchkey test");
        filter.setDispatcherTypes(DispatcherType.REQUEST);
        // In front of all filters of Latchkey, which then see what it sends.
        filter.setOrder(LatchkeyFilterOrder.crossOrigin(environment) - 1);
        return filter;
    }
}
