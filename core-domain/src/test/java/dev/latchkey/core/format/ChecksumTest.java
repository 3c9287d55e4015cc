package dev.latchkey.core.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The check value that every catalogue of CRCs gives for CRC-32 is cbf43926, which is 3jZRME in base62. */
class ChecksumTest {
    @Test
    void theChecksumIsTheStandardCrc32() {
        StringBuilder text = new StringBuilder("123456789");
        Checksum.append(text);
        assertThat(text).hasToString("1234567893jZRME");
        assertThat(Checksum.matches("1234567893jZRME")).isTrue();
        assertThat(Checksum.matches("1234567893jZRMF")).isFalse();
        assertThat(Checksum.matches("1234567883jZRME")).isFalse();
    }

    @Test
    void aSmallChecksumIsPaddedWithZeros() {
        StringBuilder text = new StringBuilder();
        Checksum.append(text);
        assertThat(text).hasToString("000000");
    }
}
