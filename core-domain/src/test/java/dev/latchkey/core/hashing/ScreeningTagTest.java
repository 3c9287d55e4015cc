package dev.latchkey.core.hashing;

import static dev.latchkey.core.Samples.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.internal.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScreeningTagTest {
    @Test
    void aTagIsTheFirst32BitsOfTheSha256() {
        byte[] digest = Sha256.of("some raw key".getBytes(StandardCharsets.UTF_8));
        int first = ByteBuffer.wrap(digest).getInt();
        ScreeningTag tag = ScreeningTag.of(raw("some raw key"));
        assertThat(tag.value()).isEqualTo(first);
        assertThat(tag).isEqualTo(ScreeningTag.of(first)).hasSameHashCodeAs(ScreeningTag.of(first));
        assertThat(tag).isNotEqualTo(ScreeningTag.of(first ^ 1)).isNotEqualTo(first);
        assertThat(ScreeningTag.of(first ^ 1)).doesNotHaveSameHashCodeAs(tag);
        assertThat(tag).hasToString("ScreeningTag[redacted]");
    }
}
