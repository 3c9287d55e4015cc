package dev.latchkey.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replays the session of {@code docs/managing-keys.md}, and compares each answer with the lines that the page
 * shows.
 */
class RecordedSessionTest {
    private static final Pattern BLOCK = Pattern.compile("```(sh)?\n(.*?)```", Pattern.DOTALL);
    private static final Pattern OPERATOR = Pattern.compile("operator {2}(\\w+)");
    private static final String END = "-- end of step --";

    @TempDir
    private Path folder;

    @Test
    void eachRequestIsAnsweredAsThePageShows() throws Exception {
        assumeTrue(PastedLinesTest.hasTool("bash") && PastedLinesTest.hasTool("curl"), "there is no bash or no curl");
        List<String> commands = new ArrayList<>();
        List<List<String>> expected = new ArrayList<>();
        String page = Files.readString(Path.of("../../docs/managing-keys.md"));
        Matcher block = BLOCK.matcher(page.substring(page.indexOf("\n## Over HTTP\n")));
        while (block.find()) {
            if (block.group(1) != null) {
                commands.add(block.group(2));
                expected.add(List.of());
            } else {
                expected.set(expected.size() - 1, block.group(2).lines().toList());
            }
        }
        try (QuickstartProcess quickstart = QuickstartProcess.start(folder.resolve("data"))) {
            commands.add(1, "BASE=%s\nTOKEN=%s\n".formatted(quickstart.base(), token(quickstart)));
            expected.add(1, List.of());
            List<String> answers = List.of(run(commands).split(END + "\n", -1));
            assertThat(answers).hasSizeGreaterThan(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                String answer = answers.get(i);
                int from = 0;
                for (String line : expected.get(i)) {
                    assertThat(answer.substring(from))
                            .as("%s%n%s", commands.get(i), answer)
                            .contains(line);
                    from = answer.indexOf(line, from) + line.length();
                }
            }
            assertThat(expected).filteredOn(lines -> !lines.isEmpty()).hasSizeGreaterThan(15);
        }
    }

    private static String token(QuickstartProcess quickstart) {
        return quickstart.output().stream()
                .map(OPERATOR::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    private String run(List<String> commands) throws IOException, InterruptedException {
        String script = String.join(
                "", commands.stream().map(step -> step + "echo '" + END + "'\n").toList());
        Path errors = folder.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(
                "bash",
                "-u",
                Files.writeString(folder.resolve("session"), script).toString());
        builder.directory(folder.toFile()).redirectError(errors.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(errors).content().isEmpty();
        return output;
    }
}
