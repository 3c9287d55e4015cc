package dev.latchkey.spring.boot.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.webflux.LatchkeyWebFilter;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.spring.boot.ApiKeysWebFilter;
import dev.latchkey.spring.boot.LatchkeyAutoConfiguration;
import dev.latchkey.spring.boot.LatchkeyReactiveAutoConfiguration;
import dev.latchkey.spring.boot.LatchkeyWebAutoConfiguration;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.web.server.WebFilter;

/** The start of a reactive application: what is configured, and each mistake. */
class ReactiveStartTest {
    private final ReactiveWebApplicationContextRunner bare = new ReactiveWebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    LatchkeyAutoConfiguration.class,
                    LatchkeyReactiveAutoConfiguration.class,
                    LatchkeyWebAutoConfiguration.class))
            .withPropertyValues("latchkey.store.type=in-memory");
    private final ReactiveWebApplicationContextRunner prefixed = bare.withPropertyValues("latchkey.key-prefix=test_");
    private final ReactiveWebApplicationContextRunner routed = prefixed.withBean(
            Routes.class, () -> Routes.builder().tenantOnly("GET", "/messages").build());

    @Test
    void filtersStandInTheirOrder() {
        routed.withBean("unordered", WebFilter.class, () -> (exchange, chain) -> chain.filter(exchange))
                .run(context -> {
                    List<String> filters = context.getBeansOfType(WebFilter.class).entrySet().stream()
                            .sorted((a, b) ->
                                    AnnotationAwareOrderComparator.INSTANCE.compare(a.getValue(), b.getValue()))
                            .map(entry -> entry.getKey())
                            .toList();
                    assertThat(filters)
                            .startsWith(
                                    "latchkeyCrossOriginWebFilter", "latchkeyWebFilter", "latchkeyApiKeysWebFilter");
                    assertThat(context.getBeanProvider(WebFilter.class)
                                    .orderedStream()
                                    .toList())
                            .last()
                            .isSameAs(context.getBean("latchkeyLastCheck"));
                });
    }

    @Test
    void jarAloneChangesNothing() {
        bare.run(context -> assertThat(context)
                .doesNotHaveBean(Latchkey.class)
                .doesNotHaveBean(LatchkeyWeb.class)
                .doesNotHaveBean(WebFilter.class));
    }

    @Test
    void withoutSpringSecurityOnlyItsFilterIsMissing() {
        routed.withClassLoader(new FilteredClassLoader("org.springframework.security"))
                .run(context -> assertThat(context)
                        .hasSingleBean(LatchkeyWebFilter.class)
                        .doesNotHaveBean(ApiKeysWebFilter.class));
    }

    @Test
    void filterOfTheApplicationTakesThePlaceOfTheConfiguredOne() {
        routed.withUserConfiguration(OwnFilter.class)
                .run(context -> assertThat(context)
                        .hasSingleBean(LatchkeyWebFilter.class)
                        .hasBean("own"));
    }

    @Test
    void missingRoutesAreExplained() {
        failure(prefixed, failure -> assertThat(failure.getDescription()).contains("no routes"));
    }

    @Test
    void missingAdapterIsExplainedWhereRoutesAreDeclared() {
        FilteredClassLoader without = new FilteredClassLoader("dev.latchkey.adapter.webflux");
        failure(
                routed.withClassLoader(without),
                failure -> assertThat(failure.getAction()).contains("latchkey-adapter-webflux"));
        prefixed.withClassLoader(without)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Latchkey.class)
                        .doesNotHaveBean(LatchkeyWeb.class));
    }

    @Test
    void routeWithTheBasePathIsExplained() {
        for (String path : new String[] {"/messages", "messages/"}) {
            failure(
                    routed.withPropertyValues("spring.webflux.base-path=" + path),
                    failure -> assertThat(failure.getAction()).contains("spring.webflux.base-path"));
        }
        routed.withPropertyValues("spring.webflux.base-path=/app")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void malformedPublicRouteIsExplained() {
        failure(
                routed.withPropertyValues("latchkey.web.public-routes=/health"),
                failure -> assertThat(failure.getDescription()).contains("\"/health\""));
    }

    @Test
    void consoleWithoutItsEndpointsIsExplained() {
        failure(
                routed.withPropertyValues("latchkey.web.console.enabled=true"),
                failure -> assertThat(failure.getAction()).contains("latchkey.web.admin.enabled=true"));
    }

    @Test
    void endpointsWithoutOperatorsAreExplained() {
        failure(
                routed.withPropertyValues("latchkey.web.admin.enabled=true"),
                failure -> assertThat(failure.getAction()).contains("latchkey.web.admin.operators"));
    }

    @Test
    void mistakesAreFoundAtTheStartAlsoIfBeansAreMadeWhenTheyAreNeeded() {
        ReactiveWebApplicationContextRunner lazy = routed.withInitializer(
                context -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()));
        failure(
                lazy.withPropertyValues("spring.webflux.base-path=/messages"),
                failure -> assertThat(failure.getAction()).contains("spring.webflux.base-path"));
        failure(
                lazy.withPropertyValues("latchkey.web.admin.enabled=true"),
                failure -> assertThat(failure.getAction()).contains("latchkey.web.admin.operators"));
        failure(
                lazy.withClassLoader(new FilteredClassLoader("dev.latchkey.adapter.webflux")),
                failure -> assertThat(failure.getAction()).contains("latchkey-adapter-webflux"));
    }

    /** The analyzer is found as Spring Boot finds it, by its name. */
    private static void failure(ReactiveWebApplicationContextRunner runner, Consumer<FailureAnalysis> assertions) {
        runner.run(context -> {
            assertThat(context).hasFailed();
            Constructor<?> constructor = Class.forName("dev.latchkey.spring.boot.LatchkeyFailureAnalyzer")
                    .getDeclaredConstructor();
            constructor.setAccessible(true);
            FailureAnalysis analysis =
                    ((FailureAnalyzer) constructor.newInstance()).analyze(context.getStartupFailure());
            assertThat(analysis).as("analysis").isNotNull();
            assertions.accept(analysis);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnFilter {
        @Bean
        LatchkeyWebFilter own(LatchkeyWeb web) {
            return new LatchkeyWebFilter(web);
        }
    }
}
