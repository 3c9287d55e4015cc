package dev.latchkey.examples.quickstart;

import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.sealing.SealingKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * The sealing key, in a file beside the database. A real host keeps it in its secret manager: the database and this key
 * together give the raw keys.
 */
final class SealingKeyFile {
    private static final int BYTES = 32;

    private SealingKeyFile() {}

    static SealingKeys readOrCreate(Path folder, SecretGenerator random) {
        Path file = folder.resolve("sealing.key");
        try {
            if (!Files.exists(file)) {
                // Written aside and moved, so that a process killed meanwhile leaves no half key behind.
                Path aside = Files.createTempFile(folder, "sealing", ".key");
                Files.writeString(aside, HexFormat.of().formatHex(random.bytes(BYTES)));
                Files.move(aside, file);
            }
            return SealingKeys.of(
                    "file", HexFormat.of().parseHex(Files.readString(file).strip()));
        } catch (IOException | IllegalArgumentException e) {
            throw new StartupException(
                    "cannot read or create the sealing key %s: make it readable, or choose another -Ddata= folder (%s)"
                            .formatted(file, StartupException.rootCause(e)),
                    e);
        }
    }
}
