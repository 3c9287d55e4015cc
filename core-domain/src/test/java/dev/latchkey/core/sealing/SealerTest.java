package dev.latchkey.core.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealerTest {
    private static final SecretGenerator RANDOM = new SecretGenerator();
    private static final RawKey KEY = RANDOM.rawKey(KeyFormat.of("ps_"));
    private static final byte[] OLD = RANDOM.bytes(32);
    private static final byte[] NEW = RANDOM.bytes(32);
    private static final Sealer SEALER = sealer(SealingKeys.of("k1", OLD));

    @Test
    void aSealedKeyIsOpenedAgain() {
        RawKey opened = open(SEALER, SEALER.seal(KEY, "acme"));
        assertThat(opened).isEqualTo(KEY);
        assertThat(opened.handle()).isEqualTo(KEY.handle());
        assertThat(opened.prefix()).isEqualTo("ps_");
    }

    @Test
    void theLongestImportedKeyCanBeSealed() {
        RawKey longest = new ImportedKeys(new byte[32]).parse("x".repeat(512));
        SealedCopy copy = SEALER.seal(longest, "acme");
        assertThat(SEALER.open(copy, "acme", "", longest.handle())).isEqualTo(longest);
    }

    @Test
    void aCopyOpensForItsTenantAndHandleAlone() {
        SealedCopy copy = SEALER.seal(KEY, "acme");
        assertThatThrownBy(() -> SEALER.open(copy, "acme2", "ps_", KEY.handle()))
                .isInstanceOf(SealingException.class);
        assertThatThrownBy(() -> SEALER.open(copy, "acme", "ps_", "OTHER0000"))
                .isInstanceOf(SealingException.class)
                .hasMessageEndingWith("OTHER0000")
                .hasMessageNotContaining(copy.payload());
    }

    @Test
    void aCopyOpensWithItsSealingKeyAlone() {
        SealedCopy copy = SEALER.seal(KEY, "acme");
        Sealer sameIdOtherKey = sealer(SealingKeys.of("k1", NEW));
        Sealer otherId = sealer(SealingKeys.of("k2", OLD));
        assertThatThrownBy(() -> open(sameIdOtherKey, copy)).isInstanceOf(SealingException.class);
        assertThatThrownBy(() -> open(otherId, copy))
                .isInstanceOf(SealingException.class)
                .hasMessageContaining("not configured: k1");
    }

    @Test
    void sealingKeysAreRotated() {
        SealedCopy previous = SEALER.seal(KEY, "acme");
        Sealer rotated = sealer(SealingKeys.of("k2", NEW).withPrevious("k1", OLD));
        SealedCopy fresh = rotated.seal(KEY, "acme");

        assertThat(open(rotated, previous)).isEqualTo(KEY);
        assertThat(rotated.needsReseal(previous)).isTrue();
        assertThat(rotated.needsReseal(fresh)).isFalse();
        assertThat(fresh.encoded()).startsWith("k2.");
        assertThat(open(sealer(SealingKeys.of("k2", NEW)), fresh)).isEqualTo(KEY);
    }

    /** Phase 1 of a replacement: some nodes have the next key already, others do not know it. */
    @Test
    void aNextKeyOpensAndSealsNothing() {
        Sealer phase1 = sealer(SealingKeys.of("k1", OLD).withNext("k2", NEW));
        Sealer phase2 = sealer(SealingKeys.of("k2", NEW).withPrevious("k1", OLD));

        assertThat(open(SEALER, phase1.seal(KEY, "acme"))).isEqualTo(KEY);
        assertThat(open(phase1, phase2.seal(KEY, "acme"))).isEqualTo(KEY);
        assertThat(open(phase2, phase1.seal(KEY, "acme"))).isEqualTo(KEY);
        assertThat(phase1.needsReseal(SEALER.seal(KEY, "acme"))).isFalse();
    }

    @Test
    void theKeyThatWasAddedAsCurrentSealsAndThePreviousOneStillOpens() {
        SealedCopy previous = SEALER.seal(KEY, "acme");
        Sealer rotated = sealer(SealingKeys.of("k1", OLD).withCurrent("k2", NEW));

        assertThat(open(rotated, previous)).isEqualTo(KEY);
        assertThat(rotated.seal(KEY, "acme").encoded()).startsWith("k2.");
    }

    @Test
    void everyByteOfACopyCounts() {
        SealedCopy copy = SEALER.seal(KEY, "acme");
        byte[] bytes = Base64.getUrlDecoder().decode(copy.payload());
        for (int i = 0; i < bytes.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] altered = bytes.clone();
                altered[i] ^= (byte) (1 << bit);
                SealedCopy forged = SealedCopy.of(
                        "k1." + Base64.getUrlEncoder().withoutPadding().encodeToString(altered));
                assertThatThrownBy(() -> open(SEALER, forged)).isInstanceOf(SealingException.class);
            }
        }
    }

    @Test
    void everyTruncationOfACopyIsNoticed() {
        String encoded = SEALER.seal(KEY, "acme").encoded();
        for (int end = encoded.length() - 1; end >= 3 + 38; end--) {
            SealedCopy cut = SealedCopy.of(encoded.substring(0, end));
            assertThatThrownBy(() -> open(SEALER, cut)).isInstanceOf(SealingException.class);
        }
    }

    @Test
    void aNonceIsNotUsedTwice() {
        assertThat(SEALER.seal(KEY, "acme")).isNotEqualTo(SEALER.seal(KEY, "acme"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "k1.",
                "k1",
                "k1.AAAA",
                ".%s",
                "k 1.%s",
                "k1.%s=",
                "k1.%s.",
                "k1.%s\n",
                "k1.\u00e9%s",
                "k1%s"
            })
    void whatIsNoSealedCopyIsRefused(String pattern) {
        String malformed = String.format(pattern, "A".repeat(60));
        assertThatThrownBy(() -> SealedCopy.of(malformed))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("sealed copy is malformed");
    }

    @Test
    void aCopyThatDecodesToNothingSensibleIsNotOpened() {
        for (int length = 38; length < 60; length++) {
            SealedCopy copy = SealedCopy.of("k1." + "A".repeat(length));
            assertThatThrownBy(() -> open(SEALER, copy)).isInstanceOf(SealingException.class);
        }
    }

    @Test
    void sealingKeysHaveAnIdOfTheirOwnAnd256Bits() {
        SealingKeys keys = SealingKeys.of("k1", OLD);
        assertThatThrownBy(() -> keys.withPrevious("k1", NEW)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> keys.withPrevious("k2", new byte[16])).isInstanceOf(InvalidValueException.class);
        for (String wrong : new String[] {"", "a.b", "x".repeat(33), "a\n", "\u00e9"}) {
            assertThatThrownBy(() -> SealingKeys.of(wrong, OLD), "sealing key id <%s>", wrong)
                    .isInstanceOf(InvalidValueException.class);
        }
        byte[] given = OLD.clone();
        Sealer sealer = sealer(SealingKeys.of("k1", given));
        given[0] ^= 1;
        assertThat(open(sealer, SEALER.seal(KEY, "acme"))).isEqualTo(KEY);
    }

    private static Sealer sealer(SealingKeys keys) {
        return new Sealer(keys, RANDOM);
    }

    private static RawKey open(Sealer sealer, SealedCopy copy) {
        return sealer.open(copy, "acme", "ps_", KEY.handle());
    }
}
