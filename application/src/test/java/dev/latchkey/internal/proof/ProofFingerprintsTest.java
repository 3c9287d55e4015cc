package dev.latchkey.internal.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.Secret;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProofFingerprintsTest {
    private static final String HASH =
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    private static final ProofFingerprints FINGERPRINTS = new ProofFingerprints(new SecretGenerator());
    private static final RawKey KEY = raw("the whole key");

    @Test
    void claimsAreEqualForTheSameKeyAndTheSameHash() {
        ProofFingerprint fingerprint = of(KEY, HASH);
        assertThat(of(raw("the whole key"), new String(HASH)))
                .isEqualTo(fingerprint)
                .hasSameHashCodeAs(fingerprint);
        assertThat(Set.of(fingerprint)).contains(of(KEY, HASH));
    }

    @Test
    void anotherKeyAnotherHashOrAnotherProcessMakesAnotherClaim() {
        ProofFingerprint fingerprint = of(KEY, HASH);
        assertThat(of(raw("the whole keY"), HASH)).isNotEqualTo(fingerprint);
        assertThat(of(KEY, HASH + "x")).isNotEqualTo(fingerprint);
        assertThat(new ProofFingerprints(new SecretGenerator()).of(KEY, secret(KEY, HASH)))
                .isNotEqualTo(fingerprint);
        assertThat(fingerprint).isNotEqualTo(null).isNotEqualTo(HASH);
    }

    /**
     * A key that was opened from a sealed copy need not be ASCII. The hasher reads UTF-8, and a fingerprint must not be
     * coarser than it.
     */
    @Test
    void keysThatDifferOutsideAsciiMakeDifferentClaims() {
        assertThat(of(raw("clé-secrète"), HASH)).isNotEqualTo(of(raw("cl?-secr?te"), HASH));
        assertThat(ScreeningTag.of(raw("clé-secrète"))).isNotEqualTo(ScreeningTag.of(raw("cl?-secr?te")));
    }

    @Test
    void manyThreadsMakeTheSameClaims() {
        ProofFingerprint fingerprint = of(KEY, HASH);
        assertThat(IntStream.range(0, 20_000)
                        .parallel()
                        .allMatch(i -> of(KEY, HASH).equals(fingerprint)))
                .isTrue();
    }

    @Test
    void bucketsAreSpread() {
        Set<Integer> codes = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            codes.add(of(raw("key number " + i), HASH).hashCode());
        }
        assertThat(codes).hasSizeGreaterThan(990);
    }

    @Test
    void theScreeningTagIsTheFirst32BitsOfTheSha256() {
        // SHA-256 of "password" begins with 5e884898.
        ScreeningTag tag = ScreeningTag.of(raw("password"));
        assertThat(tag.value()).isEqualTo(0x5e884898);
        assertThat(ScreeningTag.of(0x5e884898)).isEqualTo(tag).hasSameHashCodeAs(tag);
        assertThat(ScreeningTag.of(0x5e884899)).isNotEqualTo(tag);
        assertThat(ScreeningTag.of(-2).value()).isEqualTo(-2);
        assertThat(tag).hasToString("ScreeningTag[redacted]");
    }

    /** The public part is compared as it is, so what is digested must not run into it. */
    @Test
    void keysThatDifferInTheirPublicPartAloneMakeDifferentClaims() {
        String rest = "A".repeat(49);
        ProofFingerprint fingerprint = of(RawKey.opened("ps_handle00" + rest, "ps_", "handle00"), HASH);
        assertThat(of(RawKey.opened("ps_handle00" + rest, "ps_", "handle00"), HASH))
                .isEqualTo(fingerprint);
        assertThat(of(RawKey.opened("zk_handle00" + rest, "zk_", "handle00"), HASH))
                .isNotEqualTo(fingerprint);
        assertThat(of(RawKey.opened("ps_handle01" + rest, "ps_", "handle01"), HASH))
                .isNotEqualTo(fingerprint);
        assertThat(of(RawKey.opened(rest, "ps_", "handle00"), HASH)).isNotEqualTo(fingerprint);
    }

    /** ProofFingerprints and what makes them hold digests of secrets, so neither prints what it holds. */
    @Test
    void neitherAClaimNorItsMakerPrintsWhatItHolds() {
        assertThat(FINGERPRINTS.toString() + of(KEY, HASH)).doesNotContain("the whole key", HASH);
    }

    private static RawKey raw(String text) {
        return RawKey.opened(text, "", "HANDLE000");
    }

    private static ProofFingerprint of(RawKey key, String hash) {
        return FINGERPRINTS.of(key, secret(key, hash));
    }

    private static Secret secret(RawKey key, String hash) {
        return new Secret(key.handle(), key.prefix(), "", hash, null, null, Instant.EPOCH, null);
    }
}
