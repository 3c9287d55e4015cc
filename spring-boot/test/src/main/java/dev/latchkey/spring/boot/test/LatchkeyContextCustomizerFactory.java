package dev.latchkey.spring.boot.test;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Chooses the store in memory for tests with {@link AutoConfigureLatchkey}. */
final class LatchkeyContextCustomizerFactory implements ContextCustomizerFactory {
    LatchkeyContextCustomizerFactory() {}

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        return TestContextAnnotationUtils.hasAnnotation(testClass, AutoConfigureLatchkey.class) ? new InMemory() : null;
    }

    /** Equal to each other, so that tests share application contexts. */
    private record InMemory() implements ContextCustomizer {
        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
            MutablePropertySources sources = context.getEnvironment().getPropertySources();
            sources.addFirst(new MapPropertySource("latchkey test", Map.of("latchkey.store.type", "in-memory")));
            sources.addLast(new MapPropertySource("latchkey test defaults", Map.of("latchkey.key-prefix", "test_")));
        }
    }
}
