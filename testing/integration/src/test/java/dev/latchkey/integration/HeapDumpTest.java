package dev.latchkey.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A heap dump has no key, and no plain digest of one, except for those of the requests that were being served.
 */
class HeapDumpTest {
    /** Bytes that are looked up together. */
    private static final int STEP = 8;
    /** Of the end of a key before its checksum, which is secret, so that parts of it are found too. */
    private static final int PART = 16;

    private static final int CHECKSUM = 6;

    @TempDir
    private Path folder;

    @Test
    void aDumpHoldsNoKeyButThoseInFlight() throws Exception {
        Path dump = folder.resolve("heap.hprof");
        Path keys = folder.resolve("keys.txt");
        dump(dump, keys);

        List<String[]> told = Files.readAllLines(keys, UTF_8).stream()
                .map(line -> line.split("\t", -1))
                .toList();
        assertThat(told).hasSize(6 * 10 + 1 + 7 + 4);

        // What was held on purpose shows that the search finds what is there, in each shape.
        assertThat(found(Files.readAllBytes(dump), told))
                .containsExactly(
                        "held-bytes",
                        "held-chars",
                        "held-digest",
                        "held-hex",
                        "held-latin-1",
                        "held-utf-16",
                        "held-utf-16-bytes",
                        "in-flight");
    }

    private void dump(Path dump, Path keys) throws IOException, InterruptedException {
        File output = folder.resolve("output.txt").toFile();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DumpedProcess.class.getName(),
                        dump.toString(),
                        keys.toString())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as("ended in time").isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(output.toPath(), UTF_8))
                .isZero();
    }

    /** What became of the keys that are found, wholly or in part, as text or as a digest. */
    private static Set<String> found(byte[] dump, Collection<String[]> told) throws NoSuchAlgorithmException {
        Map<Long, Map.Entry<byte[], String>> patterns = new HashMap<>();
        for (String[] key : told) {
            String end = key[1].substring(0, key[1].length() - CHECKSUM);
            String part = end.substring(end.length() - PART);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key[1].getBytes(UTF_8));
            for (byte[] bytes : List.of(
                    part.getBytes(ISO_8859_1),
                    part.getBytes(UTF_16LE),
                    part.getBytes(UTF_16BE),
                    digest,
                    HexFormat.of().formatHex(digest).getBytes(ISO_8859_1))) {
                patterns.put(start(bytes, 0), Map.entry(bytes, key[0]));
            }
        }
        Set<String> words = new TreeSet<>();
        for (int i = 0; i + STEP <= dump.length; i++) {
            Map.Entry<byte[], String> pattern = patterns.get(start(dump, i));
            if (pattern != null && isAt(dump, i, pattern.getKey())) {
                words.add(pattern.getValue());
            }
        }
        return words;
    }

    private static boolean isAt(byte[] dump, int from, byte[] bytes) {
        int end = from + bytes.length;
        return end <= dump.length && Arrays.equals(dump, from, end, bytes, 0, bytes.length);
    }

    private static long start(byte[] bytes, int from) {
        long value = 0;
        for (int i = 0; i < STEP; i++) {
            value = (value << Byte.SIZE) | (bytes[from + i] & 0xff);
        }
        return value;
    }
}
