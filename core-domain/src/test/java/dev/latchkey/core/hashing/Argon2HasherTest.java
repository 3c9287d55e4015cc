package dev.latchkey.core.hashing;

import static dev.latchkey.core.Samples.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.internal.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Argon2HasherTest {
    private static final SecretGenerator RANDOM = new SecretGenerator();
    private static final Argon2Parameters CHEAP = new Argon2Parameters(64, 2, 1);
    private static final RawKey KEY = RANDOM.rawKey(KeyFormat.of("ps_"));
    private static final Peppers OLD = Peppers.NONE.withCurrent("p1", bytes(1));
    private static final Peppers ROTATED = OLD.withCurrent("p2", bytes(2));
    private static final String TAIL = "$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

    @Test
    void aHashVerifiesItsKeyAlone() {
        Argon2Hasher hasher = hasher(Peppers.NONE);
        String hash = hasher.hash(KEY);
        assertThat(hasher.verify(KEY, hash)).isTrue();
        assertThat(hasher.verify(RANDOM.rawKey(KeyFormat.of("ps_")), hash)).isFalse();
        assertThat(hasher.hash(KEY)).isNotEqualTo(hash);
        assertThat(hasher.needsRehash(hash)).isFalse();
    }

    @Test
    void aHashKeepsItsAssociatedDataAndNeedsIt() {
        String hash = hasher(OLD).hash(KEY, "request");
        // "cmVxdWVzdA" is "request" in base64.
        assertThat(hash).startsWith("$argon2id$v=19$m=64,t=2,p=1,keyid=cDE,data=cmVxdWVzdA$");
        assertThat(Argon2Hasher.associatedData(hash)).isEqualTo("request");
        assertThat(hasher(OLD).verify(KEY, hash)).isTrue();
        assertThat(hasher(OLD).verify(KEY, hash.replace("cmVxdWVzdA", "dmVxdWVzdA")))
                .isFalse();
        assertThat(hasher(OLD).verify(KEY, hash.replace(",data=cmVxdWVzdA", "")))
                .isFalse();
        String better = hasher(ROTATED).rehash(KEY, hash);
        assertThat(Argon2Hasher.associatedData(better)).isEqualTo("request");
        assertThat(hasher(ROTATED).verify(KEY, better)).isTrue();
        assertThat(Argon2Hasher.associatedData(hasher(OLD).hash(KEY))).isEmpty();
        for (String bad : List.of("r".repeat(33), "\u00e9")) {
            assertThatThrownBy(() -> hasher(OLD).hash(KEY, bad)).isInstanceOf(InvalidValueException.class);
        }
        assertThat(Argon2Hasher.associatedData(hasher(OLD).hash(KEY, "r".repeat(32))))
                .hasSize(32);
    }

    @Test
    void aHashNamesItsPepperAndNeedsIt() {
        String hash = hasher(OLD).hash(KEY);
        // "cDE" is "p1" in base64.
        assertThat(hash).startsWith("$argon2id$v=19$m=64,t=2,p=1,keyid=cDE$");
        assertThat(hasher(OLD).verify(KEY, hash)).isTrue();
        assertThat(hasher(Peppers.NONE.withPrevious("p1", bytes(1))).verify(KEY, hash))
                .isTrue();
        assertThat(hasher(Peppers.NONE.withCurrent("p1", bytes(9))).verify(KEY, hash))
                .isFalse();
    }

    @Test
    void aPepperIsUsedManyTimesAndNeverWipedOrAltered() {
        byte[] given = bytes(1);
        Argon2Hasher hasher = hasher(Peppers.NONE.withCurrent("p1", given));
        given[0] = 99;
        String first = hasher.hash(KEY);
        for (int i = 0; i < 5; i++) {
            assertThat(hasher(OLD).verify(KEY, hasher.hash(KEY))).isTrue();
            assertThat(hasher.verify(KEY, first)).isTrue();
        }
    }

    @Test
    void aPepperIsRotated() {
        String previous = hasher(OLD).hash(KEY);
        String plain = hasher(Peppers.NONE).hash(KEY);
        Argon2Hasher hasher = hasher(ROTATED);
        for (String hash : new String[] {previous, plain}) {
            assertThat(hasher.verify(KEY, hash)).isTrue();
            assertThat(hasher.needsRehash(hash)).isTrue();
        }
        assertThat(hasher.needsRehash(hasher.hash(KEY))).isFalse();
    }

    @Test
    void aHashOfANextPepperIsVerifiedAndLeftAlone() {
        String fresh = hasher(ROTATED).hash(KEY);
        Argon2Hasher hasher = hasher(OLD.withNext("p2", bytes(2)).withNext("p3", bytes(3)));
        assertThat(hasher.verify(KEY, fresh)).isTrue();
        assertThat(hasher.needsRehash(fresh)).isFalse();
        assertThat(hasher.hash(KEY)).contains("keyid=cDE$");
        assertThat(hasher.needsRehash(hasher(Peppers.NONE).hash(KEY))).isTrue();
    }

    @Test
    void aPepperIsNeverTakenAwayFromAHash() {
        String peppered = hasher(OLD).hash(KEY);
        for (Peppers without :
                List.of(Peppers.NONE.withPrevious("p1", bytes(1)), Peppers.NONE.withNext("p1", bytes(1)))) {
            Argon2Hasher hasher = hasher(without);
            assertThat(hasher.needsRehash(peppered)).isFalse();
            assertThat(hasher.rehash(KEY, peppered)).contains("keyid=cDE$");
        }
    }

    @Test
    void aHashThatIsReplacedGetsWorseInNoPart() {
        String dearer = new Argon2Hasher(new Argon2Parameters(128, 1, 2), OLD, RANDOM).hash(KEY);
        Argon2Hasher hasher = hasher(ROTATED);
        assertThat(hasher.needsRehash(dearer)).isTrue();
        String replaced = hasher.rehash(KEY, dearer);
        // "cDI" is "p2" in base64.
        assertThat(replaced).startsWith("$argon2id$v=19$m=128,t=1,p=2,keyid=cDI$");
        assertThat(hasher.verify(KEY, replaced)).isTrue();
        assertThat(hasher.needsRehash(replaced)).isFalse();
        String cheaper = new Argon2Hasher(new Argon2Parameters(32, 2, 2), ROTATED, RANDOM).hash(KEY);
        assertThat(hasher(OLD.withNext("p2", bytes(2))).rehash(KEY, cheaper))
                .startsWith("$argon2id$v=19$m=64,t=2,p=1,keyid=cDI$");
    }

    @Test
    void aMissingPepperIsAFailureAndNoRefusal() {
        String hash = hasher(OLD).hash(KEY);
        assertThatThrownBy(() -> hasher(Peppers.NONE).verify(KEY, hash))
                .isInstanceOf(HashingException.class)
                .hasMessageEndingWith("not configured: p1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "m=64,t=2,p=1 false",
                "m=128,t=2,p=1 false",
                "m=64,t=3,p=1 false",
                "m=63,t=2,p=1 true",
                "m=64,t=1,p=1 true",
                "m=128,t=1,p=1 false",
                "m=32,t=3,p=1 false",
                "m=64,t=2,p=2 false",
                "m=63,t=2,p=2 true",
                "m=64,t=2,p=1,keyid=cDE false"
            })
    void aHashIsReplacedIfItIsCheaperInOnePartAndDearerInNone(String parameters, boolean needed) {
        assertThat(hasher(Peppers.NONE).needsRehash("$argon2id$v=19$" + parameters + TAIL))
                .isEqualTo(needed);
    }

    @Test
    void aKeyOfWhichOnlyTheDigestIsKnownIsVerifiedAndReplaced() {
        byte[] digest = Sha256.of(KEY.reveal().getBytes(StandardCharsets.UTF_8));
        Argon2Hasher hasher = hasher(OLD);
        String hash = hasher.hashOfDigest(digest);
        assertThat(hash).startsWith("$argon2id-sha256$");
        assertThat(hasher.verify(KEY, hash)).isTrue();
        assertThat(hasher.verify(raw("another one"), hash)).isFalse();
        assertThat(hasher.needsRehash(hash)).isTrue();
        assertThat(hasher.verify(KEY, hash.replace("-sha256", ""))).isFalse();
    }

    @Test
    void aDigestHas32Bytes() {
        assertThatThrownBy(() -> hasher(Peppers.NONE).hashOfDigest(new byte[20]))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void oneHasherServesManyThreads() {
        Argon2Hasher hasher = hasher(OLD);
        String hash = hasher.hash(KEY);
        RawKey other = raw("another one");
        assertThat(IntStream.range(0, 200)
                        .parallel()
                        .allMatch(i -> hasher.verify(i % 2 == 0 ? KEY : other, hash) == (i % 2 == 0)))
                .isTrue();
    }

    @Test
    void parametersAreBounded() {
        int[][] wrong = {
            {7, 1, 1}, {15, 1, 2}, {(1 << 20) + 1, 1, 1}, {64, 0, 1}, {64, 65, 1}, {64, 1, 0}, {1024, 1, 17}, {-1, 1, 1}
        };
        for (int[] one : wrong) {
            assertThatThrownBy(() -> new Argon2Parameters(one[0], one[1], one[2]))
                    .isInstanceOf(InvalidValueException.class);
        }
        assertThat(new Argon2Parameters(8, 1, 1).memoryKib()).isEqualTo(8);
        assertThat(new Argon2Parameters(1 << 20, 64, 16).lanes()).isEqualTo(16);
    }

    @Test
    void peppersHaveAnIdOfTheirOwnAnd16To64Bytes() {
        for (String wrong : new String[] {"", "123456789", "a-b", "\u00e9", "p1"}) {
            assertThatThrownBy(() -> OLD.withCurrent(wrong, bytes(1)), "pepper id <%s>", wrong)
                    .isInstanceOf(InvalidValueException.class);
        }
        for (int length : new int[] {0, 15, 65}) {
            assertThatThrownBy(() -> OLD.withPrevious("p2", new byte[length]))
                    .isInstanceOf(InvalidValueException.class);
        }
        for (int length : new int[] {16, 64}) {
            assertThat(OLD.withNext("p2", new byte[length])).hasToString("Peppers[p1, p2]");
        }
        assertThat(ROTATED).hasToString("Peppers[p1, p2]");
        assertThat(hasher(OLD)).hasToString("Argon2Hasher[" + CHEAP + ", Peppers[p1]]");
    }

    private static Argon2Hasher hasher(Peppers peppers) {
        return new Argon2Hasher(CHEAP, peppers, RANDOM);
    }

    private static byte[] bytes(int first) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) first;
        return bytes;
    }
}
