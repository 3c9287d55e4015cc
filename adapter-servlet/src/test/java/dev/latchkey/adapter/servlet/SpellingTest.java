package dev.latchkey.adapter.servlet;

import static dev.latchkey.http.contract.fixture.TestHost.raw;

import dev.latchkey.http.Admission;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.Numbers;
import dev.latchkey.http.contract.fixture.PathSpellings;
import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each spelling of a path, in front of servlets and a front controller: what serves it was decided by the rule that
 * names it.
 */
class SpellingTest {
    @ParameterizedTest
    @CsvSource({"/*, /", "/*, /*", "/v1/*, /", "/v1/*, /*"})
    void noSpellingIsServedByAnotherRule(String part, String frontController) {
        String wide = part.equals("/*") ? "/**" : "/v1/**";
        SoftAssertions softly = new SoftAssertions();
        try (TestHost host =
                ServletHosts.startAlone(context -> addServlets(context, frontController), (web, context) -> {
                    LatchkeyWeb built = LatchkeyWeb.builder(web)
                            .routes(Routes.builder()
                                    .tenantOnly("GET", PathSpellings.PATH)
                                    .either("*", wide)
                                    .build())
                            .openApi(TestHost.DOCUMENT)
                            .issuedKeys("/v1/api-keys")
                            .resources(new Numbers())
                            .build();
                    LatchkeyServlets.install(built, context, part);
                })) {
            String whole = "x-api-key: " + raw(host.tenantKey());
            String bound = "x-api-key: " + raw(host.numberKey("wn_1"));
            for (String spelling : PathSpellings.ALL) {
                String path = TestHost.CONTEXT + spelling;
                if (part.equals("/*") || PathSpellings.mayLieBelow(spelling, "/v1")) {
                    softly.assertThat(host.rawGet(path)).as(spelling).doesNotContain("served");
                }
                String servedBound = host.rawGet(path, bound);
                softly.assertThat(servedBound).as("bound %s", spelling).doesNotContain("served secret");
                if (PathSpellings.mayMeanThePath(spelling)) {
                    softly.assertThat(servedBound).as("bound %s", spelling).doesNotContain("served");
                    softly.assertThat(host.rawGet(path, whole))
                            .as("whole %s", spelling)
                            .doesNotContain("by " + wide)
                            .doesNotContain("by no rule");
                }
            }
            softly.assertThat(host.rawGet(TestHost.CONTEXT + PathSpellings.PATH, whole))
                    .contains("served secret by " + PathSpellings.PATH);
            softly.assertThat(host.rawGet(TestHost.CONTEXT + "/v1/other", bound))
                    .contains("served front by " + wide);
        }
        softly.assertAll();
    }

    private static void addServlets(ServletContext context, String frontController) {
        context.addServlet("secret", new Named("secret")).addMapping(PathSpellings.PATH);
        context.addServlet("front", new Named("front")).addMapping(frontController);
    }

    /** Says which servlet serves, and which rule let the request in. */
    private static final class Named extends HttpServlet {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String route = Callers.admission(request).map(Admission::route).orElse("no rule");
            response.getWriter().print("served " + name + " by " + route);
        }
    }
}
