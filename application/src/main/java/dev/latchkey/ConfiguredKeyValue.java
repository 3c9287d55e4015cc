package dev.latchkey;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Secret;
import dev.latchkey.internal.proof.CredentialParser;
import dev.latchkey.internal.proof.SecretFactory;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A configured key with what its value can do. Its suppliers hold the value.
 *
 * @param spec the specification with the slot of the key
 * @param rotates whether a new value rotates the key
 * @param handles the handles by which the value may be stored
 * @param create creates the key
 * @param secret makes a secret of the value; empty if the hashing gate is full
 */
record ConfiguredKeyValue(
        KeySpec spec,
        boolean rotates,
        Set<String> handles,
        Supplier<Result<ApiKey>> create,
        Supplier<Optional<Secret>> secret) {
    ConfiguredKeys.Place place() {
        return new ConfiguredKeys.Place(spec.tenant(), spec.scope(), String.valueOf(spec.slot()));
    }

    String name() {
        return spec.name();
    }

    /** The services that a value needs. */
    record Factory(CredentialParser parser, SecretFactory secrets, KeyImports imports, Clock clock) {
        /** The shortest value of another format than the configured one. */
        private static final int MIN_LENGTH = 32;

        /** Checks a value and finds the handles by which it may be stored. */
        ConfiguredKeyValue of(ConfiguredKey key) {
            try {
                return value(key);
            } catch (InvalidValueException e) {
                String name = key.spec().name();
                throw new InvalidValueException(e.field(), e.problem() + ": configured key \"" + name + '"');
            }
        }

        private ConfiguredKeyValue value(ConfiguredKey key) {
            KeySpec given = key.spec();
            Checks.that(given.slot() == null, "slot", "must not be set: a configured key has a slot of its own");
            Checks.text("name", given.name(), Checks.NAME - ConfiguredKeys.SLOT.length());
            KeySpec spec = given.slot(ConfiguredKeys.SLOT + given.name());
            String text = key.text();
            byte[] sha256 = key.sha256();
            ImportedKeys imported = parser.imported();
            if (text == null) {
                return ofDigest(spec, key, sha256 == null ? new byte[0] : sha256, imported);
            }
            Checks.that(!parser.isMistyped(text), "rawKey", "has the configured format, but its checksum is wrong");
            RawKey raw = parser.parse(text);
            boolean own = raw != null && !raw.prefix().isEmpty();
            if (raw == null || (!own && text.length() < MIN_LENGTH)) {
                boolean format = imported == null && text.length() >= MIN_LENGTH;
                throw new InvalidValueException(
                        format ? "importedKeys" : "rawKey",
                        format
                                ? "must be configured for a key of another format"
                                : "must have the configured format, or 32 to 512 visible ASCII characters");
            }
            Set<String> handles = new HashSet<>(Set.of(raw.handle()));
            if (imported != null) {
                imported.parseAll(text).forEach(found -> handles.add(found.handle()));
            }
            return new ConfiguredKeyValue(
                    spec,
                    key.rotates(),
                    handles,
                    () -> imports.importAnywhere(spec, text, ConfiguredKeys.ACTOR),
                    () -> secrets.imported(raw, spec.tenant(), clock.instant()));
        }

        private ConfiguredKeyValue ofDigest(
                KeySpec spec, ConfiguredKey key, byte[] sha256, @Nullable ImportedKeys imported) {
            if (imported == null) {
                throw new InvalidValueException(
                        "importedKeys", "must be configured for a key that is given by its digest");
            }
            return new ConfiguredKeyValue(
                    spec,
                    key.rotates(),
                    Set.copyOf(imported.handles(sha256)),
                    () -> imports.importDigestAnywhere(spec, sha256, "", ConfiguredKeys.ACTOR),
                    () -> secrets.importedDigest(imported.handle(sha256), sha256, "", spec.tenant(), clock.instant()));
        }
    }
}
