package dev.latchkey.spring.boot;

import dev.latchkey.ConfiguredKey;
import dev.latchkey.Latchkey;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.spring.boot.LatchkeyProperties.Bootstrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys of the properties {@code latchkey.bootstrap}, and the lookup key that finds those of other formats. */
final class BootstrapKeys {
    private static final String VALUES = "Set exactly one of key-file, key-hash and key.";

    private BootstrapKeys() {}

    static Optional<ImportedKeys> importedKeys(LatchkeyProperties.ImportedKeys properties) {
        String text = properties.lookupKey();
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ImportedKeys(Base64.getDecoder().decode(text)));
        } catch (IllegalArgumentException | InvalidValueException e) {
            throw new LatchkeyStartException(
                    "latchkey.imported-keys.lookup-key is malformed. It is not printed here.",
                    "Set it to the Base64 of at least 32 random bytes, for example what openssl rand -base64 32"
                            + " prints, and keep it: keys of other formats are found by it.",
                    e);
        }
    }

    static void apply(Latchkey latchkey, List<Bootstrap> entries) {
        List<ConfiguredKey> keys = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            keys.add(key("latchkey.bootstrap[" + i + "]", entries.get(i)));
        }
        try {
            latchkey.configuredKeys().apply(keys);
        } catch (InvalidValueException e) {
            throw new LatchkeyStartException(
                    "A key of latchkey.bootstrap is refused: " + e.getMessage() + ".", action(e), e);
        }
    }

    private static String action(InvalidValueException e) {
        return switch (e.field()) {
            case "rawKey" ->
                "Use a key of at least 32 characters, for example what openssl rand -hex 32 prints. It is not printed"
                        + " here.";
            case "importedKeys" ->
                "Set latchkey.imported-keys.lookup-key to the Base64 of 32 random bytes, by which keys of other formats"
                        + " are found, or use a key that Latchkey has generated.";
            default -> "Correct that entry of latchkey.bootstrap.";
        };
    }

    private static ConfiguredKey key(String property, Bootstrap entry) {
        try {
            String resource = entry.resource();
            KeySpec spec = KeySpec.of(
                            required(property + ".tenant", entry.tenant()),
                            resource == null ? Scope.tenant() : Scope.resource(resource),
                            required(property + ".name", entry.name()))
                    .permissions(Permissions.of(entry.permissions()));
            return value(property, entry, spec).rotate(entry.rotate());
        } catch (InvalidValueException e) {
            throw new LatchkeyStartException(
                    property + " has a malformed value: " + e.getMessage() + ".", "Correct it.", e);
        }
    }

    private static ConfiguredKey value(String property, Bootstrap entry, KeySpec spec) {
        long given = Stream.of(entry.keyFile() != null, entry.keyHash() != null, entry.key() != null)
                .filter(present -> present)
                .count();
        if (given != 1) {
            String amount = given == 0 ? " has no value." : " has several values.";
            throw new LatchkeyStartException(property + amount, VALUES, null);
        }
        Path file = entry.keyFile();
        if (file != null) {
            String content = read(property + ".key-file", file);
            return KeyDigest.isNamed(content)
                    ? ConfiguredKey.ofSha256(spec, KeyDigest.named(property + ".key-file", content))
                    : ConfiguredKey.of(spec, content);
        }
        String hash = entry.keyHash();
        return hash == null
                ? ConfiguredKey.of(spec, visible(property + ".key", required(property + ".key", entry.key())))
                : ConfiguredKey.ofSha256(spec, KeyDigest.parse(property + ".key-hash", hash));
    }

    /** Returns a key that clients can send. Files of properties keep white space at the end of a line. */
    private static String visible(String property, String key) {
        if (!key.equals(key.strip())) {
            throw new LatchkeyStartException(
                    property + " has white space in front or behind, which no client can send. It is not printed here.",
                    "Remove the white space.",
                    null);
        }
        return key;
    }

    /** Returns the content without the line break that editors and shells put at the end. */
    private static String read(String property, Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new LatchkeyStartException(
                    property + " names a file that cannot be read: " + file + " ("
                            + e.getClass().getSimpleName() + ").",
                    "Mount the secret at that path, and let the user of the process read it.",
                    e);
        }
    }

    private static String required(String property, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new LatchkeyStartException(property + " is missing.", "Set it.", null);
        }
        return value;
    }
}
