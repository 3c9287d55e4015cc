package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hash of a key in a configuration: what is none says what is wrong. */
class KeyDigestTest {
    private static final String PROPERTY = "latchkey.bootstrap[0].key-hash";
    private static final String HEX = "ab".repeat(32);

    @Test
    void figuresAreReadInBothCases() {
        assertThat(KeyDigest.parse(PROPERTY, HEX)).isEqualTo(KeyDigest.parse(PROPERTY, "AB".repeat(32)));
        assertThat(KeyDigest.named(PROPERTY, "sha256:" + HEX)).hasSize(32);
    }

    @Test
    void emptyOneIsNamed() {
        assertThat(problem("")).contains("it is empty");
        assertThat(problem(" ")).contains("it is empty");
    }

    @Test
    void whiteSpaceIsNamed() {
        for (String text : new String[] {HEX + " ", " " + HEX, HEX + "\n", "\t" + HEX}) {
            assertThat(problem(text)).contains("white space");
        }
        assertThat(problem(HEX + "  -")).contains("as sha256sum prints it");
        assertThat(problem(HEX + "  key.txt\n")).contains("as sha256sum prints it");
    }

    @ParameterizedTest
    @CsvSource({"32, MD5", "40, SHA-1", "56, SHA-224", "96, SHA-384", "128, SHA-512"})
    void otherAlgorithmIsKnownByItsLength(int length, String name) {
        assertThat(problem("a".repeat(length))).contains(length + " figures", "as " + name + " has");
    }

    @Test
    void otherLengthIsNamed() {
        assertThat(problem(HEX.substring(1))).contains("63 figures instead of 64");
        assertThat(problem(HEX + "a")).contains("65 figures instead of 64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha512:", "SHA-512:", "md5:", "SHA256:", "argon2id:"})
    void otherAlgorithmIsKnownByItsName(String prefix) {
        assertThat(problem(prefix + HEX)).contains("another algorithm than sha256");
        assertThat(KeyDigest.isNamed(prefix + HEX)).isTrue();
        assertThat(catchThrowableOfType(
                        LatchkeyStartException.class, () -> KeyDigest.named("latchkey.key-file", prefix + HEX)))
                .hasMessageContaining("another algorithm than sha256");
    }

    @Test
    void hashOfAPasswordIsNamed() {
        assertThat(problem("$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"))
                .contains("hash of passwords");
        assertThat(problem("{bcrypt}$2a$10$N9qo8uLOickgx2ZMRZoMye")).contains("hash of passwords");
    }

    @Test
    void otherSpellingIsNamed() throws Exception {
        assertThat(problem(Base64.getEncoder().encodeToString(digest("key")))).contains("Base64");
        assertThat(problem("not-a-hash")).contains("no hexadecimal figures");
        assertThat(problem("sha256:" + HEX)).contains("only a file needs");
    }

    /** As a script makes them whose variable is empty. */
    @Test
    void hashOfNothingIsNamed() throws Exception {
        assertThat(problem(HexFormat.of().formatHex(digest("")))).contains("an empty text");
        assertThat(problem(HexFormat.of().formatHex(digest("\n")))).contains("a line break alone");
        assertThat(problem(HexFormat.of().formatHex(digest("\r\n")))).contains("a line break alone");
    }

    private static byte[] digest(String text) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String problem(String text) {
        LatchkeyStartException refused =
                catchThrowableOfType(LatchkeyStartException.class, () -> KeyDigest.parse(PROPERTY, text));
        assertThat(refused).isNotNull();
        assertThat(refused.action()).contains("64 hexadecimal figures", "line break");
        assertThat(text.isBlank() || !refused.getMessage().contains(text.strip()))
                .isTrue();
        return refused.getMessage();
    }
}
