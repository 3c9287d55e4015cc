package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.adapter.servlet.LatchkeyServlets;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.ports.KeyStore;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** The start of an application: with each store, and with each mistake. */
class StartTest {
    /** The names of Spring Boot 3.5, then those of 4. */
    private static final String NO_CONNECTIONS = "spring.autoconfigure.exclude="
            + "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration,"
            + "org.springframework.boot.autoconfigure.mongo.MongoAutoConfiguration,"
            + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
            + "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration";

    private static final String NO_WEB = "spring.main.web-application-type=none";
    private static final String CREATE = "latchkey.jdbc.initialize-schema=always";
    private static final String NO_MIGRATION = "spring.flyway.enabled=false";
    private static final String NO_CHANGES = "spring.liquibase.enabled=false";

    @Test
    void jarAloneChangesNothing() {
        try (ConfigurableApplicationContext host = run(Empty.class, "latchkey.key-prefix=false", NO_WEB)) {
            assertThat(host.getBeansOfType(Latchkey.class)).isEmpty();
            assertThat(host.getBeansOfType(KeyStore.class)).isEmpty();
        }
    }

    @Test
    void schemaIsCreatedWhenToldSoAndFoundAtTheNextStart() {
        String url = "spring.datasource.url=jdbc:h2:mem:twice;DB_CLOSE_DELAY=-1";
        run(Routed.class, NO_WEB, CREATE, url).close();
        try (ConfigurableApplicationContext host = run(Routed.class, NO_WEB, url)) {
            assertThat(TestHost.key(host, "*")).startsWith("test_");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spring.flyway.enabled=true,spring.flyway.locations=classpath:dev/latchkey/adapter/jdbc/h2",
                "spring.liquibase.enabled=true,spring.liquibase.change-log=classpath:changes.yaml",
                "spring.sql.init.schema-locations=classpath:dev/latchkey/adapter/jdbc/h2/*.sql"
            })
    void storeIsMadeAfterTheMigrations(String properties) {
        try (ConfigurableApplicationContext host = run(Routed.class, (NO_WEB + "," + properties).split(",", -1))) {
            assertThat(TestHost.key(host, "*")).startsWith("test_");
        }
    }

    @Test
    void storeInMemoryIsUsedWhenNamed() {
        try (ConfigurableApplicationContext host = run(Routed.class, NO_WEB, "latchkey.store.type=in-memory")) {
            assertThat(host.getBean(KeyStore.class)).isInstanceOf(InMemoryKeyStore.class);
        }
    }

    @Test
    void childOfAnApplicationGuardsItsOwnRoutesWithTheKeysOfItsParent() throws Exception {
        try (ConfigurableApplicationContext parent = run(Empty.class, NO_WEB, CREATE);
                ConfigurableApplicationContext child = new SpringApplicationBuilder(Routed.class)
                        .parent(parent)
                        .properties(
                                "server.port=0",
                                "server.address=127.0.0.1",
                                "latchkey.key-prefix=test_",
                                NO_MIGRATION,
                                NO_CHANGES)
                        .run()) {
            assertThat(child.getBean(Latchkey.class)).isSameAs(parent.getBean(Latchkey.class));
            assertThat(TestHost.send(child, "GET", "/messages").body()).contains("CREDENTIAL_MISSING");
            assertThat(TestHost.send(child, "GET", "/messages", "x-api-key", TestHost.key(parent, "*"))
                            .body())
                    .doesNotContain("CREDENTIAL");
        }
    }

    @Test
    void databaseThatIsNotAskedAtStartMayBeCompletedLater() {
        try (ConfigurableApplicationContext host = run(Routed.class, NO_WEB, "latchkey.jdbc.initialize-schema=never")) {
            assertThat(catchThrowable(() -> TestHost.key(host, "*"))).hasMessageContaining("lacks what Latchkey needs");
            JdbcSchema.apply(host.getBean(DataSource.class));
            assertThat(TestHost.key(host, "*")).startsWith("test_");
            assertThat(host.getBean(Latchkey.class).usage().isKept()).isTrue();
            assertThat(host.getBean(Latchkey.class).usage().of("nobody", UUID.randomUUID(), 1))
                    .isEmpty();
        }
    }

    @Test
    void missingSchemaIsExplained() {
        assertThat(failure(Routed.class, NO_WEB).getAction())
                .contains(
                        "latchkey.jdbc.initialize-schema=always",
                        "spring.flyway.locations",
                        "Spring Boot 4 runs Flyway only with spring-boot-starter-flyway");
    }

    @Test
    void missingStoreIsExplained() {
        FailureAnalysis failure = failure(Routed.class, NO_WEB, "latchkey.store.type=mongodb");
        assertThat(failure.getDescription()).contains("MongoClient").isNotEqualTo(failure.getAction());
    }

    /** The starter brings no connection pool. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdbc"})
    void missingDataSourceIsExplained(String type) {
        assertThat(failure(Routed.class, NO_WEB, NO_CONNECTIONS, "latchkey.store.type=" + type)
                        .getAction())
                .contains("spring-boot-starter-jdbc", "driver", "spring.datasource.url");
    }

    @Test
    void severalDataSourcesAreExplained() {
        assertThat(failure(TwoDataSources.class, NO_WEB).getAction()).contains("@LatchkeyDataSource");
    }

    @Test
    void qualifierNamesTheDataSource() {
        try (ConfigurableApplicationContext host = run(QualifiedDataSource.class, NO_WEB, CREATE)) {
            assertThat(TestHost.key(host, "*")).startsWith("test_");
        }
    }

    @Test
    void databaseThatIsDownIsExplained() {
        String url = "spring.datasource.url=jdbc:h2:tcp://127.0.0.1:1/none";
        assertThat(failure(Routed.class, NO_WEB, url).getAction())
                .contains("spring.datasource.url", "initialize-schema=never");
    }

    @Test
    void modeOfH2IsExplained() {
        String url = "spring.datasource.url=jdbc:h2:mem:oracle;MODE=Oracle";
        assertThat(failure(Routed.class, NO_WEB, CREATE, url).getAction()).contains("spring.datasource.url");
    }

    @Test
    void malformedPrefixIsExplained() {
        FailureAnalysis failure = failure(Routed.class, NO_WEB, CREATE, "latchkey.key-prefix=9-");
        assertThat(failure.getDescription()).contains("latchkey.key-prefix");
        assertThat(failure.getAction()).contains("1 to 20 letters");
    }

    @Test
    void consoleWithoutItsEndpointsIsExplainedAlsoIfBeansAreMadeWhenTheyAreNeeded() {
        assertThat(failure(
                                Routed.class,
                                CREATE,
                                "latchkey.web.console.enabled=true",
                                "spring.main.lazy-initialization=true")
                        .getAction())
                .contains("latchkey.web.admin.enabled=true");
    }

    @Test
    void missingRoutesAreExplained() {
        assertThat(failure(Empty.class, CREATE).getDescription()).contains("no routes");
    }

    @Test
    void malformedPublicRouteIsExplained() {
        assertThat(failure(Routed.class, CREATE, "latchkey.web.public-routes=/health")
                        .getDescription())
                .contains("\"/health\"");
        assertThat(failure(Routed.class, CREATE, "latchkey.web.public-routes=FETCH /health")
                        .getDescription())
                .contains("FETCH");
    }

    @Test
    void publicRouteThatTakesAllIsExplained() {
        assertThat(failure(Routed.class, CREATE, "latchkey.web.public-routes=GET /**")
                        .getAction())
                .contains("public-routes");
    }

    @Test
    void routeWithTheContextPathIsExplained() {
        assertThat(failure(Routed.class, CREATE, "server.servlet.context-path=/messages")
                        .getAction())
                .contains("server.servlet.context-path");
    }

    @Test
    void filterThatIsRegisteredTwiceIsExplained() {
        assertThat(failure(Twice.class, CREATE).getDescription()).contains("registered twice");
    }

    @Test
    void missingDirectoryIsExplained() {
        assertThat(failure(WithResources.class, CREATE).getAction()).contains("ResourceDirectory");
    }

    @Test
    void oldSpringBootIsRefused() {
        for (String version : new String[] {"4.0.5", "3.4.9", "2.7.18"}) {
            assertThat(catchThrowable(() -> SupportedBoot.check(version)))
                    .isInstanceOf(LatchkeyStartException.class)
                    .hasMessageContaining(version);
        }
        for (String version : new String[] {"4.0.6", "4.1.0-M1", "3.5.0", "5.0.0", "unknown"}) {
            SupportedBoot.check(version);
        }
    }

    private static ConfigurableApplicationContext run(Class<?> host, String... properties) {
        String[] all = new String[properties.length + 2];
        System.arraycopy(properties, 0, all, 2, properties.length);
        all[0] = NO_MIGRATION;
        all[1] = NO_CHANGES;
        return TestHost.start(host, all);
    }

    private static FailureAnalysis failure(Class<?> host, String... properties) {
        Throwable failure = catchThrowable(() -> run(host, properties).close());
        assertThat(failure).isNotNull();
        FailureAnalysis analysis = new LatchkeyFailureAnalyzer().analyze(failure);
        assertThat(analysis).isNotNull();
        return analysis;
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Empty {}

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Routed {
        @Bean
        Routes routes() {
            return Routes.builder().tenantOnly("GET", "/messages").build();
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class WithResources {
        @Bean
        Routes routes() {
            return Routes.builder()
                    .resourceOnly("GET", "/rooms/{room}")
                    .on("room")
                    .build();
        }
    }

    static class TwoDataSources extends Routed {
        @Bean
        DataSource one() {
            return JdbcConnectionPool.create("jdbc:h2:mem:one", "", "");
        }

        @Bean
        DataSource two() {
            return JdbcConnectionPool.create("jdbc:h2:mem:two", "", "");
        }
    }

    static class QualifiedDataSource extends Routed {
        @Bean
        DataSource one() {
            return JdbcConnectionPool.create("jdbc:h2:mem:unused", "", "");
        }

        @Bean
        @LatchkeyDataSource
        DataSource two() {
            return JdbcConnectionPool.create("jdbc:h2:mem:qualified;DB_CLOSE_DELAY=-1", "", "");
        }
    }

    static class Twice extends Routed {
        @Bean
        ServletContextInitializer second(LatchkeyWeb web) {
            return context -> LatchkeyServlets.install(web, context);
        }
    }
}
