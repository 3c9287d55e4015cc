package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.hashing.ScreeningTag;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClaimsTest {
    private static final String HASH =
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    private static final Claims CLAIMS = new Claims(new SecretGenerator());
    private static final RawKey KEY = raw("the whole key");

    @Test
    void claimsAreEqualForTheSameKeyAndTheSameHash() {
        Claim claim = CLAIMS.of(KEY, HASH);
        assertThat(CLAIMS.of(raw("the whole key"), new String(HASH)))
                .isEqualTo(claim)
                .hasSameHashCodeAs(claim);
        assertThat(Set.of(claim)).contains(CLAIMS.of(KEY, HASH));
    }

    @Test
    void anotherKeyAnotherHashOrAnotherProcessMakesAnotherClaim() {
        Claim claim = CLAIMS.of(KEY, HASH);
        assertThat(CLAIMS.of(raw("the whole keY"), HASH)).isNotEqualTo(claim);
        assertThat(CLAIMS.of(KEY, HASH + "x")).isNotEqualTo(claim);
        assertThat(new Claims(new SecretGenerator()).of(KEY, HASH)).isNotEqualTo(claim);
        assertThat(claim).isNotEqualTo(null).isNotEqualTo(HASH);
    }

    /** A key that was opened from a sealed copy need not be ASCII. The hasher reads UTF-8, and a claim must not be coarser than it. */
    @Test
    void keysThatDifferOutsideAsciiMakeDifferentClaims() {
        assertThat(CLAIMS.of(raw("clé-secrète"), HASH)).isNotEqualTo(CLAIMS.of(raw("cl?-secr?te"), HASH));
        assertThat(ScreeningTag.of(raw("clé-secrète"))).isNotEqualTo(ScreeningTag.of(raw("cl?-secr?te")));
    }

    @Test
    void manyThreadsMakeTheSameClaims() {
        Claim claim = CLAIMS.of(KEY, HASH);
        assertThat(IntStream.range(0, 20_000)
                        .parallel()
                        .allMatch(i -> CLAIMS.of(KEY, HASH).equals(claim)))
                .isTrue();
    }

    @Test
    void bucketsAreSpread() {
        Set<Integer> codes = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            codes.add(CLAIMS.of(raw("key number " + i), HASH).hashCode());
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
        Claim claim = CLAIMS.of(RawKey.opened("ps_handle00" + rest, "ps_", "handle00"), HASH);
        assertThat(CLAIMS.of(RawKey.opened("ps_handle00" + rest, "ps_", "handle00"), HASH))
                .isEqualTo(claim);
        assertThat(CLAIMS.of(RawKey.opened("zk_handle00" + rest, "zk_", "handle00"), HASH))
                .isNotEqualTo(claim);
        assertThat(CLAIMS.of(RawKey.opened("ps_handle01" + rest, "ps_", "handle01"), HASH))
                .isNotEqualTo(claim);
        assertThat(CLAIMS.of(RawKey.opened(rest, "ps_", "handle00"), HASH)).isNotEqualTo(claim);
    }

    /** Claims and what makes them hold digests of secrets, so neither prints what it holds. */
    @Test
    void neitherAClaimNorItsMakerPrintsWhatItHolds() {
        assertThat(CLAIMS.toString() + CLAIMS.of(KEY, HASH)).doesNotContain("the whole key", HASH);
    }

    private static RawKey raw(String text) {
        return RawKey.opened(text, "", "HANDLE000");
    }
}
