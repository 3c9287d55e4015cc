package dev.latchkey.core.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.Test;

class ImportedKeysTest {
    private static final ImportedKeys KEYS = new ImportedKeys(lookupKey(1));
    private static final String OLD = "sk-old:4f0c~7d/+=";

    @Test
    void anOldKeyIsFoundByAHandleDerivedFromItsDigest() throws NoSuchAlgorithmException {
        RawKey key = KEYS.parse(OLD);
        assertThat(key).isNotNull();
        assertThat(key.reveal()).isEqualTo(OLD);
        assertThat(key.prefix()).isEmpty();
        assertThat(key.lastFour()).isEqualTo("d/+=");
        assertThat(Handles.isWellFormed(key.handle())).isTrue();
        assertThat(key.handle()).hasSize(22);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(OLD.getBytes(StandardCharsets.UTF_8));
        assertThat(KEYS.handle(digest)).isEqualTo(key.handle());
    }

    @Test
    void theHandleDependsOnTheKeyAndOnTheLookupKey() {
        assertThat(KEYS.parse(OLD).handle())
                .isEqualTo(new ImportedKeys(lookupKey(1)).parse(OLD).handle());
        assertThat(KEYS.parse(OLD).handle()).isNotEqualTo(KEYS.parse(OLD + "x").handle());
        assertThat(KEYS.parse(OLD).handle())
                .isNotEqualTo(new ImportedKeys(lookupKey(2)).parse(OLD).handle());
    }

    @Test
    void anOldKeyIs8To512VisibleAsciiCharacters() {
        assertThat(KEYS.parse("!~345678")).isNotNull();
        assertThat(KEYS.parse("x".repeat(512))).isNotNull();
        String[] wrong = {
            null,
            "",
            "1234567",
            "x".repeat(513),
            "12345 78",
            "1234567\n",
            "1234567\u0000",
            "1234567\u007f",
            "1234567\u00e9",
            "123456\ud83d\ude00",
            "1234567\ud83d"
        };
        for (String one : wrong) {
            assertThat(KEYS.parse(one)).isNull();
        }
    }

    @Test
    void theLookupKeyIsLongCopiedAndNotPrinted() {
        byte[] lookupKey = lookupKey(1);
        ImportedKeys keys = new ImportedKeys(lookupKey);
        lookupKey[0] = 99;
        assertThat(keys.parse(OLD).handle()).isEqualTo(KEYS.parse(OLD).handle());
        assertThat(keys).hasToString("ImportedKeys[redacted]");
        assertThatThrownBy(() -> new ImportedKeys(new byte[31])).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> keys.handle(new byte[31])).isInstanceOf(InvalidValueException.class);
    }

    private static byte[] lookupKey(int first) {
        byte[] key = new byte[32];
        key[0] = (byte) first;
        return key;
    }
}
