package dev.latchkey.adapter.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.latchkey.http.Credential;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.JsonCase;
import dev.latchkey.http.ManagedKeys;
import dev.latchkey.http.contract.fixture.TestHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The documents of every combination of choices pass Spectral, a public linter. It also compares them with the official
 * schema of OpenAPI 3.1. It needs Node. Without Node the tests are skipped.
 */
@Tag("extended")
class OpenApiLintTest {
    /** What {@code lint.sh} says when it cannot be had. */
    private static final int UNAVAILABLE = 3;

    @TempDir
    private Path folder;

    @Test
    void everyDocumentPassesTheLinter() throws Exception {
        for (ErrorStyle style : ErrorStyle.values()) {
            for (Credential credential : List.of(
                    Credential.bearer(),
                    Credential.header("x-key"),
                    Credential.anyOf(Credential.header("x-key"), Credential.bearer()))) {
                for (JsonCase jsonCase : JsonCase.values()) {
                    try (TestHost host = ServletHosts.start(web -> web.errorStyle(style)
                            .credential(credential)
                            .jsonCase(jsonCase)
                            .managementPermission("keys:manage")
                            .issuedKeys("/v1/keys")
                            // Once more: ids of operations stay unique.
                            .issuedKeys("/v2/keys")
                            .managedKeys(ManagedKeys.at("/managed").operators(request -> Optional.empty())))) {
                        String choices = style + "-" + credential.toString().replaceAll("\\W", "") + "-" + jsonCase;
                        for (String base : List.of("/v1/keys", "/managed")) {
                            Files.writeString(
                                    folder.resolve(choices + base.replace('/', '-') + ".json"),
                                    host.document(base).json().toPrettyString());
                        }
                    }
                }
            }
        }
        assertThat(lint(folder)).isEqualTo("No results with a severity of 'hint' or higher found!");
    }

    /** So that a linter that looks at nothing is noticed. */
    @Test
    void wrongDocumentDoesNotPassTheLinter() throws Exception {
        try (TestHost host = ServletHosts.start(ErrorStyle.FLAT)) {
            String document = host.document("/v1/api-keys").json().toString();
            Files.writeString(folder.resolve("wrong.json"), document.replace("\"description\":\"Forbidden\",", ""));
        }
        assertThat(lint(folder)).contains("description");
    }

    private static String lint(Path folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "src/test/lint/lint.sh"));
        command.add(
                Path.of(System.getProperty("user.home"), ".cache", "latchkey").toString());
        command.add(folder.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assumeThat(process.exitValue()).as(output).isNotEqualTo(UNAVAILABLE);
        return output;
    }
}
