package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.hashing.Argon2Hasher;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.hashing.Peppers;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.http.ManagedKeys;
import dev.latchkey.http.Routes;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Bean;

/** Mistakes about operators, feeds and secrets that keep an application from starting. */
class ExplainedStartTest {
    private static final String ADMIN = "latchkey.web.admin.enabled=true";
    private static final String OPERATORS = "latchkey.web.admin.operators";

    @Test
    void endpointsWithoutOperatorsAreExplained() {
        FailureAnalysis failure = failure(Routed.class, ADMIN);
        assertThat(failure.getDescription()).contains("latchkey.web.admin.enabled", "no operators");
        assertThat(failure.getAction()).contains(OPERATORS, "OperatorResolver");
    }

    @Test
    void limiterWithoutItsLibraryIsExplained() {
        FailureAnalysis failure = failure(WithoutBucket4j.class);
        assertThat(failure.getDescription()).contains("Bucket4j");
        assertThat(failure.getAction()).contains("bucket4j_jdk17-postgresql", "bucket4j_jdk17-core");
    }

    @Test
    void consoleWithoutTheEndpointsIsExplained() {
        FailureAnalysis failure = failure(Routed.class, "latchkey.web.console.enabled=true");
        assertThat(failure.getDescription()).contains("latchkey.web.console.enabled", "are off");
        assertThat(failure.getAction()).contains("latchkey.web.admin.enabled=true");
    }

    @Test
    void rightsThatAreNoneAreExplained() {
        assertThat(failure(Routed.class, ADMIN, OPERATORS + "[0].tenants=*").getDescription())
                .isEqualTo(OPERATORS + "[0].authority is missing.");
        String authority = OPERATORS + "[0].authority=KEYS";
        assertThat(failure(Routed.class, ADMIN, authority).getDescription())
                .isEqualTo(OPERATORS + "[0].tenants is missing.");
        assertThat(failure(Routed.class, ADMIN, authority, OPERATORS + "[0].tenants=*", OPERATORS + "[0].may=keys:reed")
                        .getDescription())
                .contains("keys:reed");
    }

    /** An empty one would open every path. */
    @ParameterizedTest
    @ValueSource(strings = {"", "/", "latchkey", "/latchkey/", "/{tenant}", "/**", "/a/../b"})
    void pathThatIsNoneIsExplained(String path) {
        assertThat(failure(Routed.class, ADMIN, "latchkey.web.admin.path=" + path)
                        .getDescription())
                .contains("latchkey.web.admin.path");
    }

    @Test
    void endpointsThatAreMountedTwiceAreExplained() {
        assertThat(failure(Twice.class, ADMIN, "latchkey.web.admin.api-keys=true")
                        .getAction())
                .contains("managedKeys", "latchkey.web.admin.enabled");
    }

    @Test
    void guardThatRefusesThePathIsExplained() {
        assertThat(failure(OtherRoutes.class, ADMIN, "latchkey.web.admin.api-keys=true")
                        .getAction())
                .contains(".open(\"*\", \"/latchkey/**\")");
    }

    @Test
    void recordCacheWithoutAFeedIsExplained() {
        assertThat(failure(WithoutFeed.class).getAction()).contains("ChangeFeed bean");
        // The store in memory is a feed itself.
        String[] database = {"latchkey.store.type=jdbc", "latchkey.jdbc.initialize-schema=always"};
        assertThat(failure(WithoutFeedBean.class, database).getAction()).contains("ChangeFeed bean");
    }

    /** The feed fails as PostgresChangeFeed does on PgBouncer. */
    @Test
    void feedBehindAPoolingProxyIsExplained() {
        assertThat(failure(Proxied.class).getAction()).contains("PgBouncer", "PollingChangeFeed");
    }

    @Test
    void malformedSealingKeyIsExplained() {
        assertThat(failure(ShortSealingKey.class).getAction()).contains("not printed");
    }

    @Test
    void pepperThatIsNotGivenIsExplained() {
        RawKey key = new SecretGenerator().rawKey(KeyFormat.of("test_"));
        String hash = hasher(Peppers.NONE.withCurrent("p1", new byte[32])).hash(key);
        Throwable failure = catchThrowable(() -> hasher(Peppers.NONE).verify(key, hash));
        FailureAnalysis analysis = new LatchkeyFailureAnalyzer().analyze(new IllegalStateException(failure));
        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription()).contains("p1");
        assertThat(analysis.getAction()).contains("peppers");
    }

    private static Argon2Hasher hasher(Peppers peppers) {
        return new Argon2Hasher(Argon2Parameters.DEFAULT, peppers, new SecretGenerator());
    }

    private static FailureAnalysis failure(Class<?> host, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "latchkey.store.type=in-memory", "spring.flyway.enabled=false", "spring.liquibase.enabled=false"));
        all.addAll(List.of(properties));
        Throwable failure = catchThrowable(
                () -> TestHost.start(host, all.toArray(String[]::new)).close());
        assertThat(failure).as("failure").isNotNull();
        FailureAnalysis analysis = new LatchkeyFailureAnalyzer().analyze(failure);
        assertThat(analysis).as("analysis of %s", failure).isNotNull();
        return analysis;
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Routed {
        @Bean
        Routes routes() {
            return Routes.builder().tenantOnly("GET", "/messages").build();
        }
    }

    static class Twice extends Routed {
        @Bean
        LatchkeyWebBuilderCustomizer managed() {
            return builder -> builder.managedKeys(ManagedKeys.at("/keys").apiKeys());
        }
    }

    static class OtherRoutes extends Routed {
        @Bean
        LatchkeyWebBuilderCustomizer others(Routes routes) {
            return builder -> builder.routes(routes);
        }
    }

    static class WithoutFeed extends Routed {
        @Bean
        @SuppressWarnings("NullAway") // As an application does that does not check it.
        LatchkeyBuilderCustomizer cache() {
            return builder -> builder.recordCache(null, 10, Duration.ofSeconds(1));
        }
    }

    static class WithoutFeedBean extends Routed {
        @Bean
        LatchkeyBuilderCustomizer cache(ChangeFeed feed) {
            return builder -> builder.recordCache(feed, 10, Duration.ofSeconds(1));
        }
    }

    static class Proxied extends Routed {
        @Bean
        LatchkeyBuilderCustomizer cache() {
            ChangeFeed feed = listener -> {
                throw new StoreException(
                        "The connection goes through a pooling proxy, which loses notifications: connect to the"
                                + " server itself",
                        null);
            };
            return builder -> builder.recordCache(feed, 10, Duration.ofSeconds(1));
        }
    }

    /** As the limiters of a database do where Bucket4j, which is optional, is missing. */
    static class WithoutBucket4j extends Routed {
        @Bean
        LatchkeyBuilderCustomizer limits() {
            throw new NoClassDefFoundError("io/github/bucket4j/TimeMeter");
        }
    }

    static class ShortSealingKey extends Routed {
        @Bean
        LatchkeyBuilderCustomizer sealing() {
            return builder -> builder.sealing(SealingKeys.of("s1", new byte[16]));
        }
    }
}
