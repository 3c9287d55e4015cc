package dev.latchkey.spring.boot;

import dev.latchkey.HashingGate;
import dev.latchkey.LatchkeyListener;
import dev.latchkey.micrometer.LatchkeyMeters;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** Counts and times in the application's meter registry, unless the application has a listener. */
@AutoConfiguration(
        before = LatchkeyAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@Conditional(OnLatchkeyConfigured.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnSingleCandidate(MeterRegistry.class)
public class LatchkeyMetricsAutoConfiguration {
    /** Makes the configuration, for Spring. */
    public LatchkeyMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(LatchkeyListener.class)
    LatchkeyListener latchkeyMeters(MeterRegistry registry, ObjectProvider<HashingGate> gate) {
        return new LatchkeyMeters(registry, gate.getIfUnique());
    }
}
