package dev.latchkey.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.HashingGate;
import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a process keeps of the memory in which it hashed. The C library keeps freed memory for the part of its heap that
 * a thread used, and gives a new thread another part. On the threads of requests, this test left some 300 MiB.
 */
class ResidentMemoryTest {
    private static final int PLACES = 2;
    private static final int PLACE_MIB = 19;
    private static final int ROUNDS = 20;

    /** Twice what the places take, because other allocations split a freed block, and as much again for all else. */
    private static final int BOUND_MIB = 4 * PLACES * PLACE_MIB;

    private static final int SECONDS = 60;

    @TempDir
    Path folder;

    @Test
    @EnabledOnOs(OS.LINUX)
    void hashingLeavesNoMoreThanTheGateSetsWhicheverThreadsAsk() throws Exception {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // Taken from the beginning, so that the heap does not count.
                        "-Xms64m",
                        "-Xmx64m",
                        "-XX:+AlwaysPreTouch",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        String printed = Files.readString(output, UTF_8);
        assertThat(ended).as("ended in time: %s", printed).isTrue();

        assertThat(process.exitValue()).as(printed).isZero();
        List<String> lines = printed.lines().toList();
        assertThat(Integer.parseInt(lines.get(lines.size() - 1)))
                .as("MiB that remain of %d rounds of hashing", ROUNDS)
                .isLessThan(BOUND_MIB);
    }

    /** The child: each request has a thread of its own. */
    static final class Child {
        private static final Actor ACTOR = Actor.host("test");
        private static final KeySpec SPEC =
                KeySpec.of("acme", Scope.tenant(), "key").allPermissions();

        private final Latchkey latchkey = Latchkey.builder()
                .store(new InMemoryKeyStore())
                .keyFormat(KeyFormat.of("ps_"))
                .importedKeys(new ImportedKeys(new byte[32]))
                .argon2(new Argon2Parameters(PLACE_MIB * 1024, 1, 1))
                .hashingGate(new HashingGate(PLACES, 8, Duration.ofSeconds(SECONDS)))
                // So that each request is a proof.
                .provenKeys(0)
                .build();

        public static void main(String[] args) throws IOException, InterruptedException {
            new Child().run();
        }

        private void run() throws IOException, InterruptedException {
            IssuedKey used = latchkey.keys().issue(SPEC, ACTOR).orElseThrow();
            IssuedKey rotated = latchkey.keys().issue(SPEC, ACTOR).orElseThrow();
            long before = residentMib();
            for (int round = 0; round < ROUNDS; round++) {
                String old = "a-key-of-the-old-system-" + round;
                List<Runnable> requests = new ArrayList<>(List.of(
                        () -> latchkey.keys().issue(SPEC, ACTOR).orElseThrow(),
                        () -> latchkey.keys()
                                .rotate("acme", rotated.key().id(), RotationMode.NOW, ACTOR)
                                .orElseThrow(),
                        () -> latchkey.imports().importKey(SPEC, old, ACTOR).orElseThrow(),
                        () -> latchkey.authenticator()
                                .authenticate(used.rawKey().reveal(), Requirement.ANY, null)
                                .acceptedCaller()));
                // Other work that uses the C library.
                for (int i = 0; i < 6; i++) {
                    requests.add(() -> new Deflater().end());
                }
                List<Thread> threads = requests.stream().map(Thread::new).toList();
                threads.forEach(Thread::start);
                for (Thread thread : threads) {
                    thread.join();
                }
            }
            System.out.println(residentMib() - before);
            latchkey.close();
        }

        private static long residentMib() throws IOException {
            String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(each -> each.startsWith("VmRSS:"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        }
    }
}
