package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.Admission;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.PathSpellings;
import dev.latchkey.http.contract.fixture.TestHost;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A rule for one path, in front of one for everything: no spelling of the path is served by the wider one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SpellingRules extends HostTest {
    private static final Binding.Handler HANDLER = (request, admission) ->
            "served by " + admission.map(Admission::route).orElse("no rule");

    private final TestHost host = new TestHost(
            keys -> {},
            (latchkey, choices) -> binding()
                    .start(
                            TestHost.CONTEXT,
                            choices.routes(Routes.builder()
                                            .tenantOnly("GET", PathSpellings.PATH)
                                            .tenantOnly("GET", "/v1/things/{id}")
                                            .either("*", "/**")
                                            .build())
                                    .build(),
                            HANDLER));

    private final String whole = raw(host.tenantKey());
    private final String bound = raw(host.numberKey("wn_1"));

    @AfterAll
    void stop() {
        host.close();
    }

    @Test
    void noSpellingIsServedByAnotherRule() {
        SoftAssertions softly = new SoftAssertions();
        for (String spelling : PathSpellings.ALL) {
            softly.assertThat(get(spelling, null)).as(spelling).doesNotContain("served by");
            if (PathSpellings.mayMeanThePath(spelling)) {
                softly.assertThat(get(spelling, bound)).as("bound %s", spelling).doesNotContain("served by");
                softly.assertThat(get(spelling, whole)).as("whole %s", spelling).doesNotContain("served by /**");
            }
        }
        softly.assertAll();
        assertThat(get(PathSpellings.PATH, whole)).contains("served by " + PathSpellings.PATH);
        assertThat(get(PathSpellings.PATH + "/x", bound)).contains("served by /**");
    }

    @Test
    void slashAtTheEndIsNotServedByAnotherRuleWhereAVariableStandsBeforeIt() {
        assertThat(get("/v1/things/1", bound)).doesNotContain("served by");
        assertThat(get("/v1/things/1/", bound)).doesNotContain("served by");
        assertThat(get("/v1/things/", bound)).contains("served by /**");
    }

    private String get(String spelling, String key) {
        return key == null
                ? host.rawGet(TestHost.CONTEXT + spelling)
                : host.rawGet(TestHost.CONTEXT + spelling, "x-api-key: " + key);
    }
}
