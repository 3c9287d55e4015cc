package dev.latchkey.spring.boot;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.ClassUtils;

/**
 * Registers the health indicator. Its interface has another package in Spring Boot 4 than in 3.5, where the rest is the
 * same, so the one that the application has is implemented by a proxy.
 */
final class HealthIndicators implements ImportBeanDefinitionRegistrar {
    private static final String NAME = "latchkeyHealthIndicator";
    private static final List<String> PACKAGES =
            List.of("org.springframework.boot.health.contributor", "org.springframework.boot.actuate.health");

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        ClassLoader loader = HealthIndicators.class.getClassLoader();
        Optional<String> present = PACKAGES.stream()
                .filter(pack -> ClassUtils.isPresent(pack + ".HealthIndicator", loader))
                .findFirst();
        if (present.isPresent() && !registry.containsBeanDefinition(NAME)) {
            String pack = present.get();
            RootBeanDefinition indicator =
                    new RootBeanDefinition(ClassUtils.resolveClassName(pack + ".HealthIndicator", loader));
            ListableBeanFactory beans = (ListableBeanFactory) registry;
            indicator.setInstanceSupplier(() -> indicator(pack, loader, beans.getBean(HealthCheck.class)));
            registry.registerBeanDefinition(NAME, indicator);
        }
    }

    private static Object indicator(String pack, ClassLoader loader, HealthCheck check) {
        Class<?> type = ClassUtils.resolveClassName(pack + ".HealthIndicator", loader);
        Class<?> builder = ClassUtils.resolveClassName(pack + ".Health$Builder", loader);
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.isDefault()) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
            }
            return switch (method.getName()) {
                case "health" -> health(builder, check.state());
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> NAME;
            };
        };
        return Proxy.newProxyInstance(loader, new Class<?>[] {type}, handler);
    }

    private static Object health(Class<?> builder, HealthCheck.State state) throws ReflectiveOperationException {
        Object health = builder.getConstructor().newInstance();
        builder.getMethod("status", String.class).invoke(health, state.status());
        builder.getMethod("withDetails", Map.class).invoke(health, state.details());
        return builder.getMethod("build").invoke(health);
    }
}
