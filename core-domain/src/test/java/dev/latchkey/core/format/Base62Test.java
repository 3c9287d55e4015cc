package dev.latchkey.core.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against values computed elsewhere. */
class Base62Test {
    @ParameterizedTest
    @CsvSource({
        "00, 1, 0",
        "09, 1, 9",
        "0a, 1, A",
        "23, 1, Z",
        "24, 1, a",
        "3d, 1, z",
        "3e, 2, 10",
        "3e, 4, 0010",
        "3e, 1, 0",
        "ff, 2, 47",
        "ffffffff, 6, 4gfFC3",
        "0102030405060708090a0b0c0d0e0f10, 22, 01tuWckR0Qgud2DqqiTysq",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, 43, "
                + "yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp1"
    })
    void bytesAreReadAsOneBigEndianNumber(String hex, int length, String expected) {
        assertThat(Base62.encode(HexFormat.of().parseHex(hex), length)).isEqualTo(expected);
    }

    @Test
    void sixtyTwoCharactersAreDigitsAndNoOther() {
        long digits = 0;
        for (int c = Character.MIN_VALUE; c <= Character.MAX_VALUE; c++) {
            digits += Base62.is((char) c) ? 1 : 0;
        }
        assertThat(digits).isEqualTo(62);
        for (int value = 0; value < 62; value++) {
            assertThat(Base62.is(Base62.digit(value))).isTrue();
        }
        assertThat(Base62.all("")).isTrue();
        assertThat(Base62.all("aB3-")).isFalse();
    }
}
