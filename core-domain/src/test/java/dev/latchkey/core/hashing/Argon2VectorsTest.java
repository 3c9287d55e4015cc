package dev.latchkey.core.hashing;

import static dev.latchkey.core.Samples.raw;
import static org.assertj.core.api.Assertions.assertThat;

import de.mkammerer.argon2.Argon2Advanced;
import de.mkammerer.argon2.Argon2Factory;
import de.mkammerer.argon2.Argon2Version;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hashes made elsewhere verify here, and ours verify there. */
class Argon2VectorsTest {
    private static final SecretGenerator RANDOM = new SecretGenerator();
    private static final Argon2Advanced NATIVE = Argon2Factory.createAdvanced(Argon2Factory.Argon2Types.ARGON2id);
    private static final Argon2Hasher HASHER = new Argon2Hasher(new Argon2Parameters(256, 2, 1), Peppers.NONE, RANDOM);

    /**
     * RFC 9106, section 5.3. Its associated data is no part of our API, so this one proves the native library of this
     * platform.
     */
    @Test
    void theNativeLibraryComputesTheVectorOfTheRfc() {
        byte[] tag = NATIVE.rawHashAdvanced(
                3, 32, 4, filled(32, 1), filled(16, 2), filled(8, 3), filled(12, 4), 32, Argon2Version.V13);
        assertThat(HexFormat.of().formatHex(tag))
                .isEqualTo("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
    }

    /** Those of the reference implementation's own tests (salt somesalt), and some printed by its command-line tool. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "password $argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "password $argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "password $argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
                "password $argon2id$v=19$m=65536,t=1,p=1$c29tZXNhbHQ$9qWtwbpyPd3vm1rB1GThgPzZ3/ydHL92zKL+15XZypg",
                "password $argon2id$v=19$m=65536,t=4,p=1$c29tZXNhbHQ$kCXUjmjvc5XMqQedpMTsOv+zyJEf5PhtGiUghW9jFyw",
                "differentpassword $argon2id$v=19$m=65536,t=2,"
                        + "p=1$c29tZXNhbHQ$C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94",
                "password $argon2id$v=19$m=65536,t=2,p=1$ZGlmZnNhbHQ$vfMrBczELrFdWP0ZsfhWsRPaHppYdP3MVEMIVlqoFBw",
                "ps_4fJq2Zp0Vw9k $argon2id$v=19$m=19456,t=2,"
                        + "p=1$c29tZXNhbHRzb21lc2FsdA$tPmoF+Oe4DsKqDlgG4yLZuo305p86Vxn8cPkjeQUg0o",
                "zpk_live_4fJq2Zp0Vw9kxyz $argon2id$v=19$m=512,t=3,"
                        + "p=2$c2FsdHNhbHRzYWx0$q2+SZu6X1p7Nw5Rjk0p96lEd7DNWRNAQmh0f5GQ+x2s",
                "zpk_live_4fJq2Zp0Vw9kxyz $argon2id$v=19$m=512,t=3,p=2$c2FsdHNhbHRzYWx0$WCYkfX66FN8o+WNDms2iHg",
                "zpk_live_4fJq2Zp0Vw9kxyz $argon2id$v=19$m=65536,t=1,"
                        + "p=4$c2FsdHNhbHRzYWx0$Evc4H3ae7oMo3RTCChXI8qVdu6DbRGgMynw9F3np39A"
            })
    void hashesMadeElsewhereVerifyHere(String password, String hash) {
        assertThat(HASHER.verify(raw(password), hash)).isTrue();
        assertThat(HASHER.verify(raw(password + "x"), hash)).isFalse();
    }

    @Test
    void oursVerifyElsewhere() {
        RawKey key = RANDOM.rawKey(KeyFormat.of("ps_"));
        String hash = new Argon2Hasher(Argon2Parameters.DEFAULT, Peppers.NONE, RANDOM).hash(key);
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        // The library's verify is the reference implementation's own, which reads the whole string.
        assertThat(NATIVE.verify(hash, key.reveal().getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(NATIVE.verify(hash, "another".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
