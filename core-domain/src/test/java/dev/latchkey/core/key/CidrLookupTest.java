package dev.latchkey.core.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.ChildJvm;
import dev.latchkey.core.InvalidValueException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * In a JVM whose names are resolved from a file that knows odd names: where one of them becomes a network, a name was
 * looked up.
 */
class CidrLookupTest {
    private static final List<String> NAMES =
            List.of("localhost", "cafe", "a.b", ".:1", ".::", ".:", "f.f:f", "1.2.3", ".1:2");

    @Test
    void noNameIsEverLookedUp(@TempDir Path folder) throws IOException, InterruptedException {
        Path hosts = folder.resolve("hosts");
        Files.write(hosts, NAMES.stream().map(name -> "192.0.2.1 " + name).toList());

        ChildJvm.Result result = ChildJvm.run(folder, Child.class, "-Djdk.net.hosts.file=" + hosts);

        assertThat(result.output()).contains("control 192.0.2.1").doesNotContain("looked up");
        assertThat(result.exit()).isZero();
    }

    /** The child. */
    static final class Child {
        public static void main(String[] args) throws IOException {
            // Shows that the file is in use: without this line the test could not fail.
            System.out.println("control " + InetAddress.getAllByName("a.b")[0].getHostAddress());
            for (String name : NAMES) {
                try {
                    System.out.println("looked up " + name + ": " + Cidr.parse(name));
                } catch (InvalidValueException e) {
                    System.out.println("refused " + name);
                }
            }
        }
    }
}
