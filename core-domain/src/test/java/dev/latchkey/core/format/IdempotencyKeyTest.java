package dev.latchkey.core.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdempotencyKeyTest {
    private static final List<String> ADA = List.of("issue", "acme", "USER", "ada");

    private final SecretGenerator random = new SecretGenerator();

    @Test
    void onlyVisibleAsciiOfBoundedLengthIsAKey() {
        for (String good : List.of("a", "!", "~", "\"8e03978e-40d5\"", "~!", "k".repeat(255))) {
            assertThat(new IdempotencyKey(good).value()).isEqualTo(good);
        }
        for (String bad :
                List.of("", " ", "\u007f", "\u001f", "a b", "a\t", "\u00e9", "\0", "\uD83D\uDE00", "k".repeat(256))) {
            assertThatThrownBy(() -> new IdempotencyKey(bad), "idempotency key <%s>", bad)
                    .isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    void handlesAreTheSameForTheSameSenderAndKeyAlone() {
        Set<String> handles = new HashSet<>();
        for (String key : List.of("a", "b", "ab")) {
            for (List<String> sender : List.of(
                    ADA,
                    List.of("issue", "acme", "USER", "bob"),
                    List.of("issue", "acmeU", "SER", "ada"),
                    List.of("issue", "acme", "USERada"),
                    List.of("issue", "acme", "USER", "ada", ""))) {
                String handle = new IdempotencyKey(key).handle(sender);
                assertThat(handle)
                        .isEqualTo(new IdempotencyKey(key).handle(sender))
                        .hasSize(Handles.MAX_LENGTH);
                assertThat(Handles.isWellFormed(handle)).isTrue();
                assertThat(handles.add(handle)).as("%s of %s", key, sender).isTrue();
            }
        }
    }

    /** Nodes of different versions must agree on it, so it may never change. */
    @Test
    void theDerivationIsFixedForEver() {
        assertThat(new IdempotencyKey("3f0c-1").handle(ADA)).isEqualTo("znLfu52ErJg0BCedzhQDFO");
        assertThat(new IdempotencyKey("3f0c-1").mark(ADA)).isEqualTo("buCclEvLefN");
    }

    @Test
    void marksAreTheSameForTheSameRequestAndKeyAlone() {
        String mark = new IdempotencyKey("3f0c-1").mark(ADA);
        assertThat(new IdempotencyKey("3f0c-1").mark(ADA)).isEqualTo(mark);
        assertThat(new IdempotencyKey("3f0c-1").mark(List.of("issue", "acme", "USER", "bob")))
                .isNotEqualTo(mark);
        assertThat(new IdempotencyKey("3f0c-2").mark(ADA)).isNotEqualTo(mark);
    }

    @Test
    void aKeyWithADerivedHandleIsAKeyOfTheFormat() {
        KeyFormat format = KeyFormat.of("ps_");
        String handle = new IdempotencyKey("3f0c-1").handle(ADA);
        RawKey raw = random.rawKey(format, handle);
        assertThat(format.parse(raw.reveal()).handle()).isEqualTo(handle);
        assertThat(random.rawKey(format, handle).reveal()).isNotEqualTo(raw.reveal());
        assertThatThrownBy(() -> random.rawKey(format, "no handle")).isInstanceOf(InvalidValueException.class);
    }
}
