package dev.latchkey.spring.boot;

import dev.latchkey.Latchkey;
import javax.sql.DataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Adds Latchkey to the health of an application that has Spring Boot's health. */
@AutoConfiguration(after = LatchkeyAutoConfiguration.class)
@ConditionalOnBean(Latchkey.class)
@ConditionalOnProperty(name = "management.health.latchkey.enabled", matchIfMissing = true)
@Import(HealthIndicators.class)
public class LatchkeyHealthAutoConfiguration {
    /** Makes the configuration, for Spring. */
    public LatchkeyHealthAutoConfiguration() {}

    @Bean
    HealthCheck latchkeyHealthCheck(
            Latchkey latchkey,
            LatchkeyProperties properties,
            ListableBeanFactory beans,
            @LatchkeyDataSource ObjectProvider<DataSource> own,
            ObjectProvider<DataSource> any) {
        return HealthCheck.of(latchkey, properties, beans, own, any);
    }
}
