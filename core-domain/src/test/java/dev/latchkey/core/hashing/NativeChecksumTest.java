package dev.latchkey.core.hashing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.internal.Sha256;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The native libraries that reach a host are the ones that the list names. After an update of argon2-jvm or JNA,
 * compare the new jars with what their projects publish, and take the list from the message.
 */
class NativeChecksumTest {
    private static final Path LIST = Path.of("src/test/resources/native-libraries.sha256");
    private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dll|dylib|jnilib|a)");

    @Test
    void everyNativeLibraryHasTheChecksumOfTheList() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path jar : jars()) {
            addLibraries(jar, found);
        }
        assertThat(found).containsExactlyElementsOf(Files.readAllLines(LIST));
    }

    private static List<Path> jars() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.getFileName().toString().matches("(argon2-jvm|jna)-.*\\.jar"))
                .sorted(Comparator.comparing(path -> path.getFileName().toString()))
                .toList();
    }

    private static void addLibraries(Path path, List<String> found) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                if (NATIVE.matcher(entry.getName()).matches()) {
                    try (InputStream library = jar.getInputStream(entry)) {
                        found.add(HexFormat.of().formatHex(Sha256.of(library.readAllBytes())) + "  " + entry.getName());
                    }
                }
            }
        }
    }
}
