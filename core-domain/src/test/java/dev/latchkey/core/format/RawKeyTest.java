package dev.latchkey.core.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import org.junit.jupiter.api.Test;

class RawKeyTest {
    private static final RawKey KEY = new SecretGenerator().rawKey(KeyFormat.of("ps_"));

    @Test
    void aRawKeyDoesNotPrintItself() {
        assertThat(KEY).hasToString("RawKey[redacted]");
        assertThat(String.format("%s", KEY)).doesNotContain(KEY.reveal().substring(15, 30));
    }

    @Test
    void aRawKeyCannotBeSerialized() throws IOException {
        assertThat(Serializable.class.isAssignableFrom(RawKey.class)).isFalse();
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> out.writeObject(KEY)).isInstanceOf(NotSerializableException.class);
        }
    }

    @Test
    void rawKeysAreEqualWhenTheirValuesAre() {
        RawKey same = RawKey.opened(KEY.reveal(), KEY.prefix(), KEY.handle());
        assertThat(same).isEqualTo(KEY).hasSameHashCodeAs(KEY);
        assertThat(RawKey.opened(KEY.reveal() + "x", KEY.prefix(), KEY.handle()))
                .isNotEqualTo(KEY);
        assertThat(KEY).isNotEqualTo(KEY.reveal()).isNotEqualTo(null);
    }

    @Test
    void onlyTheLastFourCharactersAreShown() {
        assertThat(KEY.lastFour()).isEqualTo(KEY.reveal().substring(60));
    }

    @Test
    void theBeginningOfAnOpenedKeyIsPublicIfItIsPrefixAndHandle() {
        RawKey opened = RawKey.opened(KEY.reveal(), KEY.prefix(), KEY.handle());
        assertThat(opened.publicLength()).isEqualTo(KEY.publicLength()).isPositive();
        assertThat(opened).isEqualTo(KEY);
        assertThat(RawKey.opened("sk-legacy-0123456789abcdef", "", KEY.handle()).publicLength())
                .isZero();
    }

    @Test
    void anOpenedKeyHasAHandleAndFourCharactersToShow() {
        assertThatThrownBy(() -> RawKey.opened("abcdefgh", "", "short")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> RawKey.opened("abc", "", "HANDLE000")).isInstanceOf(InvalidValueException.class);
        assertThat(RawKey.opened("abcd", "", "HANDLE000").lastFour()).isEqualTo("abcd");
    }
}
