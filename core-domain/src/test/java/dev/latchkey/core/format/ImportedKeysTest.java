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

    @Test
    void aKeyOfFewerThanTwentyCharactersIsTooShortUnlessAllowed() {
        RawKey twenty = KEYS.parse("x".repeat(20));
        RawKey nineteen = KEYS.parse("x".repeat(19));
        KEYS.checkLength(twenty);
        KEYS.allowShort().checkLength(nineteen);
        assertThatThrownBy(() -> KEYS.checkLength(nineteen)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void theLastFourCharactersAreShownFromTwentyFourOn() {
        assertThat(ImportedKeys.lastFour(KEYS.parse("x".repeat(20) + "abcd"))).isEqualTo("abcd");
        assertThat(ImportedKeys.lastFour(KEYS.parse("x".repeat(19) + "abcd"))).isEmpty();
    }

    @Test
    void aKeyIsFoundWithEachLookupKeyTheCurrentOneFirst() {
        ImportedKeys one = new ImportedKeys(lookupKey(1));
        ImportedKeys two = new ImportedKeys(lookupKey(2));
        ImportedKeys three = new ImportedKeys(lookupKey(3));
        ImportedKeys all = two.withNext(lookupKey(3)).withPrevious(lookupKey(1)).allowShort();
        String[] handles = {
            two.parse(OLD).handle(), one.parse(OLD).handle(), three.parse(OLD).handle()
        };
        assertThat(all.parseAll(OLD)).extracting(RawKey::handle).containsExactly(handles);
        assertThat(all.parseAll(OLD)).allSatisfy(key -> assertThat(key.reveal()).isEqualTo(OLD));
        assertThat(all.parse(OLD).handle()).isEqualTo(handles[0]);
        assertThat(all.hasOthers()).isTrue();
        assertThat(two.hasOthers()).isFalse();
        assertThat(two.withNext(lookupKey(3)).hasOthers()).isTrue();
        assertThat(all.parseAll("short")).isEmpty();
        assertThat(all.parseAll(null)).isEmpty();
        assertThatThrownBy(() -> two.withNext(new byte[31])).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> two.withPrevious(new byte[31])).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void onlyAKeyThatWasFoundWithAPreviousLookupKeyMoves() {
        ImportedKeys one = new ImportedKeys(lookupKey(1));
        ImportedKeys two = new ImportedKeys(lookupKey(2));
        ImportedKeys moving = two.withPrevious(lookupKey(1)).withNext(lookupKey(3));
        RawKey moved = moving.moved(one.parse(OLD));
        assertThat(moved).isEqualTo(two.parse(OLD));
        assertThat(moved.handle()).isEqualTo(two.parse(OLD).handle());
        assertThat(moving.moved(moved)).isNull();
        assertThat(moving.moved(new ImportedKeys(lookupKey(3)).parse(OLD))).isNull();
        assertThat(two.moved(one.parse(OLD))).isNull();
    }

    private static byte[] lookupKey(int first) {
        byte[] key = new byte[32];
        key[0] = (byte) first;
        return key;
    }
}
