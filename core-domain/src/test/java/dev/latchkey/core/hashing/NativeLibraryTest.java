package dev.latchkey.core.hashing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.ChildJvm;
import dev.latchkey.core.format.SecretGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the native library does not load, a host is told so in one sentence. */
class NativeLibraryTest {
    @Test
    void withoutTheBridgeToNativeCodeAPlainMessageIsGiven(@TempDir Path folder) throws Exception {
        assertPlainMessage(ChildJvm.run(folder, Child.class, "-Djna.nosys=true", "-Djna.nounpack=true"));
    }

    @Test
    void withABrokenLibraryAPlainMessageIsGiven(@TempDir Path folder) throws Exception {
        // JNA looks here first, and the folder of that name exists but holds no library: it then finds text where ELF
        // should be.
        Files.writeString(folder.resolve(System.mapLibraryName("argon2")), "no library");
        assertPlainMessage(ChildJvm.run(
                folder,
                Child.class,
                "-Djna.library.path=" + folder,
                "-Djna.platform.library.path=" + folder,
                "-Djna.noclasspath=true"));
    }

    private static void assertPlainMessage(ChildJvm.Result result) throws IOException {
        assertThat(result.output())
                .contains("first: the native Argon2 library does not load on " + System.getProperty("os.name"))
                .contains("second: the native Argon2 library does not load on ");
        assertThat(result.exit()).isZero();
    }

    /** The child. The second attempt fails in another way inside the JVM: the class is then known to be broken. */
    static final class Child {
        public static void main(String[] args) {
            for (String attempt : new String[] {"first", "second"}) {
                try {
                    Argon2Hasher hasher =
                            new Argon2Hasher(Argon2Parameters.DEFAULT, Peppers.NONE, new SecretGenerator());
                    System.out.println("loaded " + hasher);
                } catch (HashingException e) {
                    System.out.println(attempt + ": " + e.getMessage());
                }
            }
        }
    }
}
