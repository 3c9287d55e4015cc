package dev.latchkey.spring.boot.test;

import static dev.latchkey.spring.boot.test.Nodes.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.ports.KeyStore;
import dev.latchkey.support.PostgresServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.ClassUtils;

/** Two nodes that start for the first time, on an empty database of PostgreSQL, and meet before each of its changes. */
@Tag("extended")
@ExtendWith(OutputCaptureExtension.class)
class FirstStartTest {
    private static final CyclicBarrier BOTH = new CyclicBarrier(2);

    /** Has a permit for each node that has set up Spring Boot's logging, which the nodes share. */
    private static final Semaphore LOGGING = new Semaphore(0);

    private static final String CI = "a-key-of-the-configuration-with-46-characters.";
    private static final String CRON = "another-key-of-the-configuration-as-long.....";

    private static PostgresServer server;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start(Map.of());
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "flyway,  'classpath:db/migration,classpath:dev/latchkey/adapter/jdbc/postgresql', validate",
        "starter, classpath:db/migration,                                                  always",
    })
    void eachKeyOfTheConfigurationIsMadeOnceAndAcceptedByBothNodes(
            String database, String locations, String initialize, CapturedOutput output) throws Exception {
        String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/";
        try (Connection connection = DriverManager.getConnection(url + "postgres", "postgres", "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + database);
        }
        String[] properties = {
            "spring.main.sources=" + Meetings.class.getName(),
            "spring.datasource.username=postgres",
            "spring.datasource.password=postgres",
            "spring.flyway.locations=" + locations,
            "latchkey.jdbc.initialize-schema=" + initialize,
            "latchkey.imported-keys.lookup-key=QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=",
            "latchkey.bootstrap[0].name=ci",
            "latchkey.bootstrap[0].tenant=acme",
            "latchkey.bootstrap[0].permissions=messages:read",
            "latchkey.bootstrap[0].key=" + CI,
            "latchkey.bootstrap[1].name=cron",
            "latchkey.bootstrap[1].tenant=acme",
            "latchkey.bootstrap[1].permissions=messages:read",
            "latchkey.bootstrap[1].key=" + CRON,
        };
        LOGGING.drainPermits();
        CompletableFuture<ConfigurableApplicationContext> first = start(url + database, properties);
        assertThat(LOGGING.tryAcquire(60, TimeUnit.SECONDS))
                .as("the first node logs")
                .isTrue();
        CompletableFuture<ConfigurableApplicationContext> second = start(url + database, properties);
        try (ConfigurableApplicationContext one = first.get();
                ConfigurableApplicationContext two = second.get()) {
            for (ConfigurableApplicationContext node : List.of(one, two)) {
                for (String key : List.of(CI, CRON)) {
                    assertThat(send(node, "GET", "/messages", key).statusCode()).isEqualTo(200);
                }
            }
            JdbcTemplate jdbc = one.getBean(JdbcTemplate.class);
            assertThat(jdbc.queryForObject("select count(*) from latchkey_key", Long.class))
                    .isEqualTo(2);
            assertThat(jdbc.queryForObject("select count(*) from latchkey_audit", Long.class))
                    .isEqualTo(2);
        }
        assertThat(output).doesNotContain("ERROR", "\tat ");
        assertThat(output.getAll().lines().filter(line -> line.contains("WARN")))
                .noneMatch(line -> line.contains("latchkey"));
    }

    private static CompletableFuture<ConfigurableApplicationContext> start(String url, String... properties) {
        return CompletableFuture.supplyAsync(() -> Nodes.start(url, properties), work -> new Thread(work).start());
    }

    /** The places where both nodes have looked at the database, and neither has changed it. */
    @Configuration(proxyBeanMethods = false)
    static class Meetings {
        private static final Set<String> BEANS =
                Set.of("flywayInitializer", "latchkeyKeyStore", "latchkeyBootstrapKeys");

        @Bean
        static InstantiationAwareBeanPostProcessor meetings() {
            LOGGING.release();
            return new InstantiationAwareBeanPostProcessor() {
                @Override
                public Object postProcessBeforeInstantiation(Class<?> type, String name) {
                    if (BEANS.contains(name)) {
                        meet();
                    }
                    return null;
                }

                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof KeyStore ? meetingBeforeInsert(bean) : bean;
                }
            };
        }

        private static Object meetingBeforeInsert(Object store) {
            return Proxy.newProxyInstance(
                    Meetings.class.getClassLoader(), ClassUtils.getAllInterfaces(store), (proxy, method, arguments) -> {
                        if (method.getName().equals("insert")) {
                            meet();
                        }
                        try {
                            return method.invoke(store, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        private static void meet() {
            try {
                BOTH.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException("the other node did not come", e);
            }
        }
    }
}
