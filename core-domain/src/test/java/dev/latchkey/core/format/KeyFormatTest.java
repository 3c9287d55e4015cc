package dev.latchkey.core.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFormatTest {
    private static final String SECRET = "0123456789012345678901234567890123456789abc";
    /** Composed elsewhere. */
    private static final String KEY = "ps_AAAABBBBCCCC" + SECRET + "2kT88G";

    private static final KeyFormat FORMAT = KeyFormat.of("ps_");
    private static final SecretGenerator RANDOM = new SecretGenerator();

    @Test
    void aKeyIsPrefixHandleSecretAndChecksum() {
        RawKey key = FORMAT.compose("AAAABBBBCCCC", SECRET);
        assertThat(key.reveal()).isEqualTo(KEY);
        assertThat(key.publicLength()).isEqualTo("ps_AAAABBBBCCCC".length());
        assertThat(KeyFormat.of("zpk_live_").compose("h4ndl3H4", "z".repeat(43)).reveal())
                .isEqualTo("zpk_live_h4ndl3H4" + "z".repeat(43) + "3eXvUz");
    }

    @Test
    void aKeyIsCutByLength() {
        RawKey key = FORMAT.parse(KEY);
        assertThat(key).isNotNull();
        assertThat(key.prefix()).isEqualTo("ps_");
        assertThat(key.handle()).isEqualTo("AAAABBBBCCCC");
        assertThat(key.publicLength()).isEqualTo("ps_AAAABBBBCCCC".length());
        assertThat(key.lastFour()).isEqualTo("T88G");
        assertThat(key.reveal()).isEqualTo(KEY);
    }

    @Test
    void whatIsNoKeyIsNull() {
        String[] wrong = {
            null,
            "",
            "ps_",
            "p",
            SECRET,
            "PS_" + KEY.substring(3),
            " " + KEY,
            KEY + " ",
            KEY + "\n",
            "\u0000" + KEY,
            KEY.replace('A', '\u0391'),
            KEY.replace('0', '\u0660'),
            KEY.replace('0', '\uff10'),
            KEY.replace("AA", "\ud83d\ude00"),
            KEY.replace('A', '\ud83d'),
            KEY.replace('A', '_'),
            "ps_" + KEY,
            KEY + KEY,
            "ps_" + "A".repeat(10_000_000),
            "\ud800".repeat(100_000),
        };
        for (int i = 0; i < wrong.length; i++) {
            assertThat(FORMAT.parse(wrong[i])).as("number %d", i).isNull();
        }
    }

    @Test
    void onePrefixMayBeginAnother() {
        KeyFormat both = KeyFormat.of("ps_").accepting("ps_live_", "zpk_");
        KeyFormat live = KeyFormat.of("ps_live_").accepting("ps_");
        for (KeyFormat one : new KeyFormat[] {KeyFormat.of("ps_"), KeyFormat.of("ps_live_"), KeyFormat.of("zpk_")}) {
            RawKey key = RANDOM.rawKey(one);
            assertThat(both.parse(key.reveal())).isEqualTo(key);
            assertThat(both.parse(key.reveal()).prefix()).isEqualTo(one.prefix());
        }
        RawKey key = RANDOM.rawKey(FORMAT);
        assertThat(live.parse(key.reveal()).prefix()).isEqualTo("ps_");
        assertThat(KeyFormat.of("zpk_").parse(key.reveal())).isNull();
    }

    @Test
    void prefixesThatCanBeReadInTwoWaysAreRefused() {
        assertThatThrownBy(() -> KeyFormat.of("ps_").accepting("ps_live")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> KeyFormat.of("ps_x").accepting("ps_")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> KeyFormat.of("a").accepting("b", "ba")).isInstanceOf(InvalidValueException.class);
        assertThat(KeyFormat.of("ps_").accepting("ps_", "ps_live_", "Ps_x").toString())
                .contains("ps_live_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "_ps", "9ps", "ps-", "ps.", "ps ", "p\u00e9_", "abcdefghijklmnopqrst_", "p\u0000"})
    void aPrefixIsLettersDigitsAndUnderscoresAndBeginsWithALetter(String wrong) {
        assertThatThrownBy(() -> KeyFormat.of(wrong))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageStartingWith("prefix ");
        assertThatThrownBy(() -> FORMAT.accepting(wrong)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void keysWithHandlesOfAFormerLengthStayValid() {
        for (int length = 8; length <= 22; length++) {
            RawKey key = RANDOM.rawKey(FORMAT.handleLength(length));
            assertThat(key.handle()).hasSize(length);
            assertThat(FORMAT.handleLength(30 - length).parse(key.reveal())).isEqualTo(key);
        }
        assertThatThrownBy(() -> FORMAT.handleLength(7)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> FORMAT.handleLength(23)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void changingTheHandleLengthKeepsTheAcceptedPrefixes() {
        KeyFormat changed = FORMAT.accepting("zpk_").handleLength(16);
        assertThat(changed.parse(RANDOM.rawKey(KeyFormat.of("zpk_")).reveal())).isNotNull();
        assertThat(changed.prefix()).isEqualTo("ps_");
        assertThat(changed.handleLength()).isEqualTo(16);
    }

    @Test
    void aHandleIs8To22Base62Characters() {
        assertThat(Handles.check("abcdefgh")).isEqualTo("abcdefgh");
        for (String wrong : new String[] {"", "abcdefg", "a".repeat(23), "abcdefg_", "abcdefg\u00e9"}) {
            assertThat(Handles.isWellFormed(wrong)).isFalse();
            assertThatThrownBy(() -> Handles.check(wrong), "handle <%s>", wrong)
                    .isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    void cuttingLooksAtPrefixAndLengthAlone() {
        KeyFormat format = KeyFormat.of("ps_");
        RawKey key = new SecretGenerator().rawKey(format);
        assertThat(format.cut(key.reveal())).isEqualTo(format.parse(key.reveal()));
        String garbage = "ps_" + "*".repeat(key.reveal().length() - 3);
        assertThat(format.cut(garbage)).isNotNull().isNotEqualTo(key);
        assertThat(format.parse(garbage)).isNull();
        assertThat(format.cut("ps_")).isNull();
        assertThat(format.cut("xx_" + garbage.substring(3))).isNull();
        assertThat(format.cut(null)).isNull();
    }
}
