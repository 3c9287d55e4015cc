package dev.latchkey.core.key;

import static dev.latchkey.core.Samples.HASH;
import static dev.latchkey.core.Samples.NOW;
import static dev.latchkey.core.Samples.copy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.sealing.SealedCopy;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretTest {
    private static final ScreeningTag TAG = ScreeningTag.of(1);
    private static final SealedCopy COPY = copy('A');
    private static final Instant LATER = NOW.plusSeconds(1);
    private static final Secret SECRET = new Secret("HANDLE000", "ps_", "wxyz", HASH, TAG, COPY, NOW, LATER);

    @Test
    void secretsAreEqualIfEveryPartOfThemIs() {
        Secret same =
                new Secret("HANDLE000", "ps_", "wxyz", HASH, ScreeningTag.of(1), copy('A'), NOW, NOW.plusSeconds(1));
        assertThat(SECRET).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(List.of(
                        new Secret("HANDLE001", "ps_", "wxyz", HASH, TAG, COPY, NOW, LATER),
                        new Secret("HANDLE000", "pt_", "wxyz", HASH, TAG, COPY, NOW, LATER),
                        new Secret("HANDLE000", "ps_", "wxyy", HASH, TAG, COPY, NOW, LATER),
                        new Secret("HANDLE000", "ps_", "wxyz", HASH + "x", TAG, COPY, NOW, LATER),
                        new Secret("HANDLE000", "ps_", "wxyz", HASH, ScreeningTag.of(2), COPY, NOW, LATER),
                        new Secret("HANDLE000", "ps_", "wxyz", HASH, null, COPY, NOW, LATER),
                        new Secret("HANDLE000", "ps_", "wxyz", HASH, TAG, copy('B'), NOW, LATER),
                        new Secret("HANDLE000", "ps_", "wxyz", HASH, TAG, null, NOW, LATER),
                        new Secret("HANDLE000", "ps_", "wxyz", HASH, TAG, COPY, NOW.minusSeconds(1), LATER),
                        new Secret("HANDLE000", "ps_", "wxyz", HASH, TAG, COPY, NOW, LATER.plusSeconds(1)),
                        new Secret("HANDLE000", "ps_", "wxyz", HASH, TAG, COPY, NOW, null)))
                .doesNotContain(SECRET)
                .doesNotHaveDuplicates();
        assertThat(SECRET).isNotEqualTo("HANDLE000").isNotEqualTo(null);
    }
}
