package dev.latchkey.core.hashing;

import static dev.latchkey.core.Samples.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.core.format.SecretGenerator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** A stored hash is read from a database that others can write to. */
class PhcStringProperties {
    private static final String HASH =
            "$argon2id$v=19$m=64,t=1,p=1,keyid=cDE,data=cmVx$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    private static final Argon2Hasher HASHER = new Argon2Hasher(
            new Argon2Parameters(64, 1, 1), Peppers.NONE.withCurrent("p1", new byte[16]), new SecretGenerator());

    @Property(tries = 300)
    void whatIsEncodedIsParsedAgain(
            @ForAll boolean ofDigest,
            @ForAll @IntRange(min = 128, max = 1 << 20) int memory,
            @ForAll @IntRange(min = 1, max = 64) int iterations,
            @ForAll @IntRange(min = 1, max = 16) int lanes,
            @ForAll @AlphaChars @StringLength(min = 1, max = 8) String pepperId,
            @ForAll @Size(max = 32) byte[] data,
            @ForAll @Size(min = 8, max = 64) byte[] salt,
            @ForAll @Size(min = 16, max = 64) byte[] hash) {
        Argon2Parameters parameters = new Argon2Parameters(memory, iterations, lanes);
        String text = new PhcString(ofDigest, parameters, pepperId, data, salt, hash).encode();
        PhcString parsed = PhcString.parse(text);
        assertThat(parsed.ofDigest()).isEqualTo(ofDigest);
        assertThat(parsed.parameters()).isEqualTo(parameters);
        assertThat(parsed.pepperId()).isEqualTo(pepperId);
        assertThat(parsed.data()).isEqualTo(data);
        assertThat(parsed.salt()).isEqualTo(salt);
        assertThat(parsed.hash()).isEqualTo(hash);
        assertThat(parsed.encode()).isEqualTo(text);
        assertThat(parsed).hasToString("PhcString[redacted]");
    }

    @Property(tries = 1000)
    void aChangedCharacterGivesARefusalOrAHashingException(
            @ForAll @IntRange(max = 95) int position, @ForAll @CharRange(from = ' ', to = '~') char replacement) {
        int at = position % HASH.length();
        checkAnswer(HASH.substring(0, at) + replacement + HASH.substring(at + 1));
    }

    @Property(tries = 500)
    void anyTextGivesAHashingException(@ForAll String text) {
        checkAnswer(text);
        checkAnswer("$argon2id$v=19$" + text);
    }

    @Example
    void everyTruncationGivesARefusalOrAHashingException() {
        for (int end = 0; end < HASH.length(); end++) {
            checkAnswer(HASH.substring(0, end));
        }
    }

    @Example
    void parametersThatWouldTakeForEverAreRefusedAtOnce() {
        String tail = "$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        String[] costs = {
            "m=1048577,t=1,p=1",
            "m=9999999,t=1,p=1",
            "m=99999999999,t=1,p=1",
            "m=64,t=65,p=1",
            "m=64,t=4294967295,p=1",
            "m=64,t=1,p=17",
            "m=0,t=1,p=1",
            "m=64,t=0,p=1",
            "m=64,t=1,p=0",
            "m=7,t=1,p=1",
            "m=-1,t=1,p=1"
        };
        for (String cost : costs) {
            assertThatThrownBy(() -> HASHER.verify(raw("password"), "$argon2id$v=19$" + cost + tail))
                    .isInstanceOf(HashingException.class);
            assertThatThrownBy(() -> HASHER.needsRehash("$argon2id$v=19$" + cost + tail))
                    .isInstanceOf(HashingException.class);
        }
    }

    @Example
    void otherAlgorithmsAndVersionsAreRefused() {
        String rest = "$m=64,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        for (String head :
                new String[] {"$argon2i$v=19", "$argon2d$v=19", "$argon2id$v=16", "$argon2id", "argon2id$v=19"}) {
            assertThatThrownBy(() -> HASHER.verify(raw("password"), head + rest))
                    .isInstanceOf(HashingException.class);
        }
    }

    /**
     * False for a hash of something else, a {@link HashingException} for what is no hash; nothing else, and never true.
     */
    private static void checkAnswer(String stored) {
        Throwable thrown = catchThrowable(() ->
                assertThat(HASHER.verify(raw("no password of these"), stored)).isFalse());
        assertThat(thrown == null || thrown instanceof HashingException)
                .as("%s: %s", stored, thrown)
                .isTrue();
    }
}
