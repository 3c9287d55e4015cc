package dev.latchkey.core.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SecretGeneratorTest {
    private static final SecretGenerator RANDOM = new SecretGenerator();

    /**
     * Chi-square over 62 digits. With 61 degrees of freedom a value above 180 comes by chance less than once in 10^13
     * runs; a generator that takes bytes modulo 62 gives about 1,000 here.
     */
    @Test
    void theCharactersOfHandlesAndSecretsAreUniform() {
        KeyFormat format = KeyFormat.of("p").handleLength(22);
        int[] counts = new int['z' + 1];
        int keys = 4000;
        int random = 22 + KeyFormat.SECRET_LENGTH;
        for (int i = 0; i < keys; i++) {
            String key = RANDOM.rawKey(format).reveal();
            for (int at = 1; at <= random; at++) {
                counts[key.charAt(at)]++;
            }
        }
        double expected = keys * random / 62.0;
        double chiSquare = 0;
        for (int value = 0; value < 62; value++) {
            double difference = counts[Base62.digit(value)] - expected;
            chiSquare += difference * difference / expected;
        }
        assertThat(chiSquare).isLessThan(180);
    }

    @Test
    void keysAreDifferent() {
        Set<String> handles = new HashSet<>();
        Set<String> values = new HashSet<>();
        KeyFormat format = KeyFormat.of("ps_");
        for (int i = 0; i < 1000; i++) {
            RawKey key = RANDOM.rawKey(format);
            handles.add(key.handle());
            values.add(key.reveal());
        }
        assertThat(handles).hasSize(1000);
        assertThat(values).hasSize(1000).allMatch(value -> value.length() == 3 + 12 + 43 + 6);
    }

    @Test
    void anIdIsARandomUuid() {
        long ones = 0;
        long zeros = 0;
        long lowOnes = 0;
        long lowZeros = 0;
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            UUID id = RANDOM.id();
            assertThat(id.version()).isEqualTo(4);
            assertThat(id.variant()).isEqualTo(2);
            ones |= id.getMostSignificantBits();
            zeros |= ~id.getMostSignificantBits();
            lowOnes |= id.getLeastSignificantBits();
            lowZeros |= ~id.getLeastSignificantBits();
            ids.add(id);
        }
        assertThat(ids).hasSize(1000);
        assertThat(ones).isEqualTo(~0xb000L);
        assertThat(zeros).isEqualTo(~0x4000L);
        assertThat(lowOnes).isEqualTo(~(1L << 62));
        assertThat(lowZeros).isEqualTo(~(1L << 63));
    }

    @Test
    void bytesHaveTheLengthThatWasAsked() {
        for (int length : new int[] {0, 1, 12, 16, 64}) {
            assertThat(RANDOM.bytes(length)).hasSize(length);
        }
        assertThat(RANDOM.bytes(16)).isNotEqualTo(RANDOM.bytes(16));
    }
}
