package dev.latchkey.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Types the printed lines into an interactive shell, and compares the answers with those that the banner promises. */
@Tag("extended")
class PastedLinesTest {
    private static final Pattern PROMISED = Pattern.compile("(\\d{3}), .*:");
    /** Anywhere in a line: bodies need not end with one. */
    private static final Pattern ANSWER = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

    private static final Pattern EXPORT = Pattern.compile(" {2}export (\\w+)_KEY=\"(?:ps_|zpk_live_)\\.\\.\\.\"");

    @TempDir
    private Path data;

    @ParameterizedTest
    @ValueSource(strings = {"bash --norc --noprofile -i", "zsh -f -i"})
    void eachLineOfTheFirstStartIsAnsweredAsPromised(String shell) throws Exception {
        assumeTools(shell);
        try (QuickstartProcess quickstart = QuickstartProcess.start(data)) {
            String answers = paste(shell, lines(quickstart.output()));
            assertThat(statuses(answers))
                    .as(answers)
                    .isEqualTo(promised(quickstart.output()))
                    .contains("200", "201", "202", "204", "401", "403");
            Map<String, String> keys = quickstart.keys();
            assertThat(answers)
                    .contains("\"key\":\"" + keys.get("wn_1") + "\"", "\"key\":\"" + keys.get("wn_3") + "\"")
                    .contains("NUMBER_SCOPE_NOT_ALLOWED", "auth_expired")
                    .doesNotContain(keys.get("wn_2"), keys.get("tenant"), keys.get("customer"), keys.get("app"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash --norc --noprofile -i", "zsh -f -i"})
    void afterARestartTheyAreToo(String shell) throws Exception {
        assumeTools(shell);
        Map<String, String> keys;
        try (QuickstartProcess first = QuickstartProcess.start(data)) {
            keys = new TreeMap<>(first.keys());
        }
        try (QuickstartProcess second = QuickstartProcess.start(data)) {
            List<String> lines = new ArrayList<>();
            for (String line : lines(second.output())) {
                Matcher export = EXPORT.matcher(line);
                lines.add(
                        export.matches()
                                ? "export %s_KEY=\"%s\""
                                        .formatted(
                                                export.group(1),
                                                keys.get(export.group(1).toLowerCase(Locale.ROOT)))
                                : line);
            }
            String answers = paste(shell, lines);
            assertThat(statuses(answers)).as(answers).isEqualTo(promised(second.output()));
        }
    }

    private static void assumeTools(String shell) {
        for (String tool : List.of(shell.substring(0, shell.indexOf(' ')), "curl")) {
            assumeTrue(hasTool(tool), "there is no " + tool + " on the PATH");
        }
    }

    static boolean hasTool(String name) {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv("PATH"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    private static List<String> lines(List<String> output) {
        return output.stream().filter(line -> line.startsWith("  ")).toList();
    }

    private static List<String> promised(List<String> output) {
        return output.stream()
                .map(PROMISED::matcher)
                .filter(Matcher::matches)
                .map(promise -> promise.group(1))
                .toList();
    }

    private static List<String> statuses(String answers) {
        return ANSWER.matcher(answers).results().map(status -> status.group(1)).toList();
    }

    /** Returns the standard output alone: prompts and curl's progress go to the other one. */
    private String paste(String shell, List<String> lines) throws IOException, InterruptedException {
        Path typed = Files.write(data.resolve("typed"), lines);
        ProcessBuilder builder = new ProcessBuilder(shell.split(" ", -1));
        builder.redirectInput(typed.toFile());
        builder.redirectError(data.resolve("errors").toFile());
        builder.environment().put("HOME", data.toString());
        builder.environment()
                .keySet()
                .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
