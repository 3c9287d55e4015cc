package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.spi.Body;
import dev.latchkey.http.spi.BodyReader;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of a body a binding reads. */
class BodyTest {
    @ParameterizedTest
    @CsvSource({
        // length, announced, read, too large
        "0,      0,      0,      false",
        "10,     10,     10,     false",
        "10,     -1,     10,     false",
        "11,     11,     11,     true",
        "11,     -1,     11,     true",
        "262144, 262144, 262144, true",
        "262145, 262145, 0,      true",
        "300000, -1,     262144, true"
    })
    void bodyIsReadToItsEndWhereThatIsNear(int length, long announced, int read, boolean tooLarge) {
        ByteArrayInputStream stream = new ByteArrayInputStream(filled(length));

        Body body = read(stream, announced, 10);

        assertThat(length - stream.available()).isEqualTo(read);
        assertThat(body.isTooLarge()).isEqualTo(tooLarge);
        assertThat(body.bytes()).hasSize(tooLarge ? 0 : length);
    }

    @Test
    void bodyThatIsNotToBeReadIsNotRead() throws IOException {
        assertThat(read(failing(), 5, 0)).isSameAs(Body.NONE);
    }

    @Test
    void bodyThatBreaksOffIsUnreadable() throws IOException {
        assertThat(read(failing(), 5, 10).isUnreadable()).isTrue();
    }

    /** As the stream of the JDK's own server, which hands {@code skip} on to the connection. */
    @Test
    void theRestOfABodyIsReadAndNotSkipped() throws IOException {
        ByteArrayInputStream bytes = new ByteArrayInputStream(filled(100));
        InputStream body = new FilterInputStream(bytes) {
            @Override
            public long skip(long n) {
                throw new AssertionError("skips what may not belong to the body");
            }
        };

        assertThat(read(body, -1, 10)).isSameAs(Body.TOO_LARGE);
        assertThat(bytes.available()).isZero();
    }

    @Test
    void discardingTellsWhetherTheBodyHasEnded() throws IOException {
        assertThat(Body.discard(new ByteArrayInputStream(filled(Body.MAX_DISCARDED - 1))))
                .isTrue();
        assertThat(Body.discard(new ByteArrayInputStream(filled(Body.MAX_DISCARDED + 1))))
                .isFalse();
        assertThat(Body.discard(new ByteArrayInputStream(new byte[0]))).isTrue();
    }

    @Test
    void bodyWhoseTimeIsOverIsLate() throws IOException {
        byte[] part = {'{'};
        BodyReader reader = new BodyReader(2, 10, Duration.ZERO);

        assertThat(reader.body()).isNull();
        assertThat(reader.take(part, 1)).isTrue();
        assertThat(reader.body()).isSameAs(Body.LATE);
        assertThat(new BodyReader(2, 10, Duration.ZERO).readAll(failing()).isLate())
                .isTrue();
        assertThat(new BodyReader(2, 10, Duration.ofDays(1)).left()).isBetween(Duration.ofHours(1), Duration.ofDays(1));
    }

    @Test
    void bodyThatIsThereIsNeverLate() {
        byte[] all = {'{', '}'};
        BodyReader reader = new BodyReader(2, 10, Duration.ZERO);

        assertThat(reader.take(all, 2)).isTrue();
        assertThat(reader.body())
                .isNotNull()
                .satisfies(body -> assertThat(body.bytes()).containsExactly(all));
    }

    private static Body read(InputStream stream, long announced, int maxBytes) {
        return new BodyReader(announced, maxBytes, Duration.ofDays(1)).readAll(stream);
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) '{');
        return bytes;
    }

    private static InputStream failing() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the client is gone");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
            }
        };
    }
}
