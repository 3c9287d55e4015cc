package dev.latchkey.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator of the quickstart, who is known by a token. */
@Tag("extended")
class OperatorTest {
    private static final String LINE = "operator  ";

    @TempDir
    private Path data;

    @Test
    void everyStartPrintsTheTokenThatTheFirstOneMade() throws Exception {
        String token;
        try (QuickstartProcess first = QuickstartProcess.start(data)) {
            token = token(first);
            assertThat(token).matches("[0-9a-f]{48}");
            Path file = data.resolve("operator.token");
            assertThat(Files.readString(file)).isEqualTo(token);
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
            assertThat(first.output())
                    .filteredOn(line -> line.contains("/latchkey/") && line.contains("curl"))
                    .filteredOn(line -> line.contains(token))
                    .hasSize(3);
        }
        try (QuickstartProcess second = QuickstartProcess.start(data)) {
            assertThat(token(second)).isEqualTo(token);
            assertThat(second.operator("GET", "/latchkey/me", token, "").statusCode())
                    .isEqualTo(200);
        }
    }

    private static String token(QuickstartProcess quickstart) {
        List<String> lines = quickstart.output().stream()
                .filter(line -> line.startsWith(LINE))
                .toList();
        assertThat(lines).hasSize(1);
        return lines.get(0).substring(LINE.length());
    }

    @Test
    void requestThatTheServerItselfRefusesIsAnsweredAsTheApiAnswers() throws Exception {
        try (QuickstartProcess quickstart = QuickstartProcess.start(data)) {
            HttpResponse<String> refused = quickstart.operator("GET", "/latchkey/keys/%12", token(quickstart), "");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(refused.body()).contains("\"code\":\"VALIDATION_ERROR\"");
        }
    }

    @Test
    void theOperatorManagesTheKeysOfBothApis() throws Exception {
        try (QuickstartProcess quickstart = QuickstartProcess.start(data)) {
            String token = token(quickstart);
            assertThat(quickstart
                            .operator("GET", "/latchkey/me", token + "0", "")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(quickstart
                            .get("/latchkey/keys?tenant=acme", quickstart.keys().get("tenant"))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(quickstart
                            .operator("GET", "/latchkey/keys?tenant=globex", token, "")
                            .statusCode())
                    .isEqualTo(404);

            HttpResponse<String> issued = quickstart.operator(
                    "POST",
                    "/latchkey/keys",
                    token,
                    "{\"tenant\":\"acme\",\"resource\":\"wn_1\",\"name\":\"CI\",\"permissions\":[\"messages:send\"]}");
            assertThat(issued.statusCode()).isEqualTo(201);
            String number = Json.text(issued.body(), "rawKey");
            assertThat(quickstart.post("/v1/messages/send", number, "{}").statusCode())
                    .isEqualTo(202);
            String path = "/latchkey/keys/" + Json.text(issued.body(), "id");
            assertThat(quickstart.operator("POST", path + "/suspend", token, "").statusCode())
                    .isEqualTo(200);
            assertThat(quickstart.post("/v1/messages/send", number, "{}").statusCode())
                    .isEqualTo(401);

            HttpResponse<String> ofCustomer = quickstart.operator(
                    "POST",
                    "/latchkey/keys",
                    token,
                    "{\"tenant\":\"" + Instances.CUSTOMER + "\",\"name\":\"CI\",\"permissions\":[\"*\"]}");
            String customer = Json.text(ofCustomer.body(), "rawKey");
            assertThat(quickstart.bearer("GET", "/b/v1/api-keys", customer, "").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void theOperatorSignsInToTheConsoleByTheTokenAndKeepsASession() throws Exception {
        try (QuickstartProcess quickstart = QuickstartProcess.start(data)) {
            assertThat(quickstart.get("/").body()).contains("href=\"/latchkey/console\"");
            assertThat(quickstart.get("/latchkey/console").statusCode()).isEqualTo(200);
            assertThat(quickstart.get("/latchkey/console/config.json").body()).contains("\"signIn\":\"/sign-in\"");
            assertThat(quickstart.get("/sign-in").statusCode()).isEqualTo(200);
            assertThat(quickstart.get("/sign-in").body())
                    .as("fits a narrow screen, and follows the dark scheme")
                    .contains("size=\"24\"", "<meta name=\"color-scheme\" content=\"light dark\">");
            String token = token(quickstart);

            assertThat(quickstart.signIn(token + "0", null).statusCode()).isEqualTo(403);
            assertThat(quickstart.signIn(token, "https://evil.example").statusCode())
                    .isEqualTo(403);
            HttpResponse<String> signedIn = quickstart.signIn(token, null);
            assertThat(signedIn.statusCode()).isEqualTo(303);
            assertThat(signedIn.headers().firstValue("Location")).contains("/latchkey/console");
            String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
            assertThat(cookie).contains("; HttpOnly", "; SameSite=Strict").doesNotContain(token);

            String session = cookie.substring(0, cookie.indexOf(';'));
            assertThat(quickstart.session("GET", "/latchkey/me", session).statusCode())
                    .isEqualTo(200);
            assertThat(quickstart.session("GET", "/latchkey/me", session + "0").statusCode())
                    .isEqualTo(401);
            // A browser attaches the cookie by itself, so a change needs the header that only pages of this server set.
            assertThat(quickstart.session("POST", "/latchkey/keys", session).statusCode())
                    .isEqualTo(403);
        }
    }
}
