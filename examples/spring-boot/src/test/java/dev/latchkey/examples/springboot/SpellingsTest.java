package dev.latchkey.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.servlet.Callers;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.Admission;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.PathSpellings;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Each spelling of a path, behind Spring MVC with each of its two ways to match paths. */
@Tag("extended")
class SpellingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"path-pattern-parser", "ant-path-matcher"})
    void noSpellingIsServedByAnotherRule(String matcher) throws IOException {
        SoftAssertions softly = new SoftAssertions();
        try (ConfigurableApplicationContext application = new SpringApplicationBuilder(
                        Application.class, Controllers.class)
                .profiles("spellings")
                .properties("server.port=0", "spring.main.banner-mode=off")
                .run(
                        "--spring.mvc.pathmatch.matching-strategy=" + matcher,
                        "--latchkey.web.admin.enabled=false",
                        "--latchkey.web.console.enabled=false")) {
            String whole = key(application, Scope.tenant());
            String bound = key(application, Scope.resource("p1"));
            for (String spelling : PathSpellings.ALL) {
                String answer = get(application, spelling, bound);
                softly.assertThat(answer).as("bound %s", spelling).doesNotContain("served secret");
                if (PathSpellings.mayMeanThePath(spelling)) {
                    softly.assertThat(answer).as("bound %s", spelling).doesNotContain("served");
                    softly.assertThat(get(application, spelling, whole))
                            .as("whole %s", spelling)
                            .doesNotContain("by /**");
                }
            }
            assertThat(get(application, PathSpellings.PATH, whole)).contains("served secret by " + PathSpellings.PATH);
            assertThat(get(application, "/v1/other", bound)).contains("served other by /**");
        }
        softly.assertAll();
    }

    private static String key(ConfigurableApplicationContext application, Scope scope) {
        return application
                .getBean(Latchkey.class)
                .keys()
                .issue(KeySpec.of("acme", scope, "test").allPermissions(), Actor.host("test"))
                .orElseThrow()
                .rawKey()
                .reveal();
    }

    private static String get(ConfigurableApplicationContext application, String spelling, String key)
            throws IOException {
        int port = Integer.parseInt(application.getEnvironment().getRequiredProperty("local.server.port"));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(PathSpellings.request("", spelling, "x-api-key: " + key));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** One path with a rule of its own, and all others. Only in this test: the scan of the others finds it too. */
    @Profile("spellings")
    @RestController
    static class Controllers {
        @Bean
        @Primary
        LatchkeyWeb ruled(Latchkey latchkey) {
            return LatchkeyWeb.builder(latchkey)
                    .routes(Routes.builder()
                            .tenantOnly("GET", PathSpellings.PATH)
                            .either("*", "/**")
                            .build())
                    .build();
        }

        @GetMapping(PathSpellings.PATH)
        String secret(HttpServletRequest request) {
            return "served secret by " + route(request);
        }

        @GetMapping("/**")
        String other(HttpServletRequest request) {
            return "served other by " + route(request);
        }

        private static String route(HttpServletRequest request) {
            return Callers.admission(request).map(Admission::route).orElse("no rule");
        }
    }
}
