package dev.latchkey.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts that fail: one line with the cause, exit code 1, nothing else. */
final class Failures {
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private Failures() {}

    static void assertFails(Process process, String sentence, String cause) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output.lines()).as(output).singleElement().asString().startsWith("quickstart: " + sentence);
        assertThat(output).contains(cause).doesNotContain("hunter2");
        assertThat(process.exitValue()).isEqualTo(1);
    }

    /** The command of Java without the privileges of an administrator, also where the tests run as one. */
    static List<String> javaOfAnOrdinaryUser() throws IOException {
        if (!isRoot()) {
            return List.of(JAVA);
        }
        assumeTrue(Files.isExecutable(SETPRIV), "the tests run as root, and there is no setpriv to give that up");
        return List.of(SETPRIV.toString(), "--bounding-set=-net_bind_service,-dac_override", JAVA);
    }

    private static boolean isRoot() throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self) && Files.getAttribute(self, "unix:uid").equals(0);
    }
}
