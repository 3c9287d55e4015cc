package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.hashing.HashingException;
import dev.latchkey.http.Routes;
import dev.latchkey.ports.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Bean;

/** Starts on databases that Latchkey may not use, or not as they are, and what is said of each. */
class StoreStartTest {
    private final String name = "jdbc:h2:mem:" + UUID.randomUUID();

    @Test
    void userWithoutRightsToTheTablesIsExplained() throws Exception {
        try (Connection admin = DriverManager.getConnection(name, "admin", "");
                Statement statement = admin.createStatement()) {
            JdbcSchema.apply(on(name, "admin"));
            statement.execute("create user app password 'app'");
            FailureAnalysis failure = failure(Host.class, url(name), user("app"), password("app"));
            assertThat(failure.getDescription()).contains("may not read", "latchkey_key");
            assertThat(failure.getAction()).contains("Grant the user of spring.datasource.username");
        }
    }

    @Test
    void wrongPasswordIsExplained() throws Exception {
        try (Connection admin = DriverManager.getConnection(name, "admin", "right")) {
            assertThat(failure(Host.class, url(name), user("admin"), password("wrong"))
                            .getAction())
                    .contains("spring.datasource.password");
            assertThat(admin.isValid(1)).isTrue();
        }
    }

    @Test
    void databaseThatDoesNotExistIsExplained() {
        assertThat(failure(Host.class, url(name + ";IFEXISTS=TRUE")).getAction())
                .contains("Create the database");
    }

    @Test
    void databaseThatAcceptsNoChangesIsExplained(@TempDir Path folder) throws Exception {
        String file = "jdbc:h2:file:" + folder.resolve("keys");
        JdbcSchema.apply(on(file, ""));
        FailureAnalysis failure = failure(
                Host.class,
                url(file + ";ACCESS_MODE_DATA=r"),
                user(""),
                "latchkey.bootstrap[0].name=ci",
                "latchkey.bootstrap[0].tenant=acme",
                "latchkey.bootstrap[0].permissions=deploy:*",
                "latchkey.bootstrap[0].key="
                        + new SecretGenerator().rawKey(KeyFormat.of("test_")).reveal());
        assertThat(failure.getDescription()).contains("read-only");
        assertThat(failure.getAction()).contains("accepts changes");
    }

    @Test
    void fileThatAnotherProcessHasOpenIsExplained() {
        assertThat(analyzed(new StoreException(
                                "Could not reach the database: another process has the file of the database open",
                                null))
                        .getAction())
                .contains("AUTO_SERVER");
    }

    @Test
    void poolThatReadsUncommittedIsExplained() {
        assertThat(failure(
                                Host.class,
                                url(name),
                                "latchkey.jdbc.initialize-schema=always",
                                "spring.datasource.hikari.transaction-isolation=TRANSACTION_READ_UNCOMMITTED")
                        .getAction())
                .contains("transaction-isolation");
    }

    @Test
    void databaseOfAnotherKindIsExplained() {
        FailureAnalysis failure = failure(OtherDatabase.class);
        assertThat(failure.getDescription()).contains("Derby");
        assertThat(failure.getAction()).contains("@LatchkeyDataSource");
    }

    @Test
    void standbyIsExplained() {
        assertThat(analyzed(new StoreException("This PostgreSQL server is a standby", null))
                        .getAction())
                .contains("targetServerType=primary");
    }

    @Test
    void libraryOfArgon2ThatCannotBeUsedIsExplained() {
        assertThat(analyzed(new HashingException("could not hash", new UnsatisfiedLinkError("no argon2")))
                        .getAction())
                .contains("jna.tmpdir");
        assertThat(analyzed(new HashingException("could not hash", new NoSuchMethodError("load")))
                        .getAction())
                .contains("net.java.dev.jna");
    }

    private static String url(String url) {
        return "spring.datasource.url=" + url;
    }

    private static String user(String user) {
        return "spring.datasource.username=" + user;
    }

    private static String password(String password) {
        return "spring.datasource.password=" + password;
    }

    private static DataSource on(String url, String user) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(url);
        database.setUser(user);
        database.setPassword("");
        return database;
    }

    private static FailureAnalysis failure(Class<?> host, String... properties) {
        String[] all = Stream.concat(
                        Stream.of(
                                "spring.main.web-application-type=none",
                                "spring.flyway.enabled=false",
                                "spring.liquibase.enabled=false"),
                        Arrays.stream(properties))
                .toArray(String[]::new);
        return analyzed(catchThrowable(() -> TestHost.start(host, all).close()));
    }

    private static FailureAnalysis analyzed(Throwable failure) {
        assertThat(failure).isNotNull();
        FailureAnalysis analysis = new LatchkeyFailureAnalyzer().analyze(failure);
        assertThat(analysis).as(failure.toString()).isNotNull();
        return analysis;
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Host {
        @Bean
        Routes routes() {
            return Routes.builder().tenantOnly("GET", "/messages").build();
        }
    }

    static class OtherDatabase extends Host {
        /** H2, whose driver says that it is another database. */
        @Bean
        DataSource other() {
            DataSource h2 = on("jdbc:h2:mem:", "");
            return proxy(DataSource.class, h2, Map.of("getConnection", connection()));
        }

        private static Object connection() {
            DataSource h2 = on("jdbc:h2:mem:other;DB_CLOSE_DELAY=-1", "");
            try {
                Connection connection = h2.getConnection();
                DatabaseMetaData described = proxy(
                        DatabaseMetaData.class,
                        connection.getMetaData(),
                        Map.of("getDatabaseProductName", "Apache Derby", "getURL", "jdbc:derby:other"));
                return proxy(Connection.class, connection, Map.of("getMetaData", described));
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        private static <T> T proxy(Class<T> type, T target, Map<String, Object> answers) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                        if (answers.containsKey(method.getName())) {
                            return answers.get(method.getName());
                        }
                        try {
                            return method.invoke(target, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }
    }
}
