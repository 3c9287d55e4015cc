package dev.latchkey.spring.boot;

import static dev.latchkey.spring.boot.TestHost.TEST;
import static dev.latchkey.spring.boot.TestHost.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.Latchkey;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.http.Routes;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Keys of the configuration, at the first start of an application and at later ones. */
class BootstrapKeysTest {
    private static final String VALUE = "a value of the configuration".replace(' ', '-') + "-7c21";
    private static final String LOOKUP = "latchkey.imported-keys.lookup-key=" + "A".repeat(43) + "=";
    private static final String FIRST = "latchkey.bootstrap[0].";
    private static final String[] CI = {FIRST + "name=ci", FIRST + "tenant=acme", FIRST + "permissions=deploy:*"};

    private final String url = "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @TempDir
    private Path folder;

    @Test
    void keyOfAFileIsThereAfterTheFirstStartAndTheSameAfterTheSecond() throws Exception {
        String raw = new SecretGenerator().rawKey(KeyFormat.of("test_")).reveal();
        Path file = Files.writeString(folder.resolve("ci-api-key"), raw + "\n");
        ApiKey first;
        try (ConfigurableApplicationContext host = start(FIRST + "key-file=" + file)) {
            first = onlyKey(host);
            assertThat(send(host, "GET", "/deploys", "x-api-key", raw).statusCode())
                    .isEqualTo(200);
            assertThat(send(host, "GET", "/deploys").statusCode()).isEqualTo(401);
        }
        try (ConfigurableApplicationContext host = start(FIRST + "key-file=" + file)) {
            assertThat(onlyKey(host)).isEqualTo(first);
            host.getBean(Latchkey.class)
                    .keys()
                    .revoke("acme", first.id(), "leaked", TEST)
                    .orElseThrow();
        }
        try (ConfigurableApplicationContext host = start(FIRST + "key-file=" + file, FIRST + "rotate=true")) {
            assertThat(onlyKey(host).revocation()).isNotNull();
            assertThat(send(host, "GET", "/deploys", "x-api-key", raw).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void twoNodesHaveOneKeyAndAChangedValueReplacesItWhereThatIsAllowed() throws Exception {
        String changed = VALUE + "-changed";
        try (ConfigurableApplicationContext one = start(LOOKUP, FIRST + "key=" + VALUE);
                ConfigurableApplicationContext two = start(LOOKUP, FIRST + "key=" + VALUE)) {
            assertThat(onlyKey(one)).isEqualTo(onlyKey(two));
            assertThat(send(two, "GET", "/deploys", "x-api-key", VALUE).statusCode())
                    .isEqualTo(200);
            start(LOOKUP, FIRST + "key=" + changed).close();
            assertThat(send(one, "GET", "/deploys", "x-api-key", VALUE).statusCode())
                    .isEqualTo(200);
            start(LOOKUP, FIRST + "key=" + changed, FIRST + "rotate=true").close();
            assertThat(send(one, "GET", "/deploys", "x-api-key", VALUE).statusCode())
                    .isEqualTo(401);
            assertThat(send(two, "GET", "/deploys", "x-api-key", changed).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void keyIsThereAtTheFirstRequestAlsoIfBeansAreMadeWhenTheyAreNeeded() throws Exception {
        try (ConfigurableApplicationContext host =
                start(LOOKUP, FIRST + "key=" + VALUE, "spring.main.lazy-initialization=true")) {
            assertThat(send(host, "GET", "/deploys", "x-api-key", VALUE).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void digestIsEnough() throws Exception {
        String hex = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(VALUE.getBytes(StandardCharsets.US_ASCII)));
        Path file = Files.writeString(folder.resolve("digest"), "sha256:" + hex);
        try (ConfigurableApplicationContext host = start(LOOKUP, FIRST + "key-hash=" + hex)) {
            assertThat(send(host, "GET", "/deploys", "x-api-key", VALUE).statusCode())
                    .isEqualTo(200);
        }
        try (ConfigurableApplicationContext host = start(LOOKUP, FIRST + "key-file=" + file)) {
            assertThat(onlyKey(host).version()).isEqualTo(2);
            assertThat(send(host, "GET", "/deploys", "x-api-key", VALUE).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void fileWithAnotherDigestIsNoKey() throws Exception {
        Path file = Files.writeString(folder.resolve("digest"), "sha512:" + "a".repeat(128));
        assertThat(failure(LOOKUP, FIRST + "key-file=" + file).getDescription())
                .contains("latchkey.bootstrap[0].key-file is no SHA-256", "another algorithm than sha256");
    }

    @Test
    void keyThatCannotBeMadeIsExplainedAndNotPrinted() {
        String shorter = VALUE.substring(2);
        assertThat(shorter).hasSize(31);
        assertThat(failure(LOOKUP, FIRST + "key=" + shorter).getAction()).contains("at least 32 characters");
        assertThat(failure(FIRST + "key=" + VALUE).getAction()).contains("latchkey.imported-keys.lookup-key");
        assertThat(failure(LOOKUP, FIRST + "key-hash=" + VALUE).getAction()).contains("64 hexadecimal figures");
        assertThat(failure(LOOKUP, FIRST + "key=" + VALUE + "\t").getDescription())
                .contains("latchkey.bootstrap[0].key has white space");
        assertThat(failure(FIRST + "key-file=" + folder.resolve("missing")).getDescription())
                .contains("latchkey.bootstrap[0].key-file", "missing");
        assertThat(failure().getDescription()).isEqualTo("latchkey.bootstrap[0] has no value.");
        assertThat(failure(FIRST + "key=" + VALUE, FIRST + "key-hash=" + VALUE).getAction())
                .contains("exactly one");
        assertThat(failure(FIRST + "permissions=*:deploy", FIRST + "key=" + VALUE)
                        .getDescription())
                .contains("latchkey.bootstrap[0]", "permission");
        assertThat(failure("latchkey.bootstrap[1].tenant=acme", FIRST + "key=" + VALUE)
                        .getDescription())
                .isEqualTo("latchkey.bootstrap[1].name is missing.");
        assertThat(failure("latchkey.imported-keys.lookup-key=c2hvcnQ=").getAction())
                .contains("openssl rand -base64 32");
    }

    @Test
    void valuesAreNotPrinted() {
        LatchkeyProperties.Bootstrap entry = new LatchkeyProperties.Bootstrap(
                "ci", "acme", null, List.of(), Path.of("file"), "digest", VALUE, false);
        assertThat(entry.toString()).doesNotContain(VALUE, "digest");
        assertThat(new LatchkeyProperties.ImportedKeys(VALUE).toString()).doesNotContain(VALUE);
    }

    private static ApiKey onlyKey(ConfigurableApplicationContext host) {
        List<ListedKey> keys = host.getBean(Latchkey.class)
                .keys()
                .list(KeyQuery.of("acme", 10))
                .items();
        assertThat(keys).hasSize(1);
        return keys.get(0).key();
    }

    private ConfigurableApplicationContext start(String... properties) {
        List<String> all = new ArrayList<>(List.of(
                url,
                "latchkey.jdbc.initialize-schema=always",
                "spring.flyway.enabled=false",
                "spring.liquibase.enabled=false"));
        all.addAll(List.of(CI));
        all.addAll(List.of(properties));
        return TestHost.start(Host.class, all.toArray(String[]::new));
    }

    private FailureAnalysis failure(String... properties) {
        Throwable failure = catchThrowable(() -> start(properties).close());
        assertThat(failure).isNotNull();
        FailureAnalysis analysis = new LatchkeyFailureAnalyzer().analyze(failure);
        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription() + analysis.getAction()).doesNotContain(VALUE.substring(2));
        return analysis;
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @RestController
    static class Host {
        @Bean
        Routes routes() {
            return Routes.builder().tenantOnly("GET", "/deploys", "deploy:read").build();
        }

        @Bean
        SecurityFilterChain security(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }

        @GetMapping("/deploys")
        String deploys() {
            return "deploys";
        }
    }
}
