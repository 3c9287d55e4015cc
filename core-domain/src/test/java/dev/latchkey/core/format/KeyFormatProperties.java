package dev.latchkey.core.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class KeyFormatProperties {
    private static final KeyFormat SEVERAL = KeyFormat.of("ps_").accepting("ps_live_", "zpk");

    @Provide
    Arbitrary<KeyFormat> formats() {
        Arbitrary<String> heads = Arbitraries.strings().alpha().ofLength(1);
        Arbitrary<String> tails =
                Arbitraries.strings().alpha().numeric().withChars('_').ofMaxLength(19);
        return Combinators.combine(heads, tails, Arbitraries.integers().between(Handles.MIN_LENGTH, Handles.MAX_LENGTH))
                .as((head, tail, length) -> KeyFormat.of(head + tail).handleLength(length));
    }

    @Provide
    Arbitrary<RawKey> keys() {
        return Combinators.combine(
                        Arbitraries.of("ps_", "ps_live_", "zpk"),
                        base62(Handles.MIN_LENGTH, Handles.MAX_LENGTH),
                        base62(KeyFormat.SECRET_LENGTH, KeyFormat.SECRET_LENGTH))
                .as((prefix, handle, secret) -> KeyFormat.of(prefix).compose(handle, secret));
    }

    private static Arbitrary<String> base62(int min, int max) {
        return Arbitraries.strings().alpha().numeric().ofMinLength(min).ofMaxLength(max);
    }

    @Property(tries = 300)
    void whatIsComposedIsParsedAgain(@ForAll("formats") KeyFormat format) {
        RawKey key = new SecretGenerator().rawKey(format);
        RawKey parsed = format.parse(key.reveal());
        assertThat(parsed).isEqualTo(key);
        assertThat(parsed.prefix()).isEqualTo(format.prefix());
        assertThat(parsed.handle()).isEqualTo(key.handle()).hasSize(format.handleLength());
    }

    @Property(tries = 2000)
    void everyChangedCharacterIsNoticed(
            @ForAll("keys") RawKey key, @ForAll @IntRange(max = 99) int position, @ForAll char replacement) {
        String value = key.reveal();
        int at = position % value.length();
        char c = replacement == value.charAt(at) ? 'x' == replacement ? 'y' : 'x' : replacement;
        assertThat(SEVERAL.parse(value.substring(0, at) + c + value.substring(at + 1)))
                .isNull();
    }

    /** Replacements that keep the shape, which only the checksum can notice. */
    @Property(tries = 2000)
    void everyChangedDigitIsNoticed(
            @ForAll("keys") RawKey key,
            @ForAll @IntRange(max = 99) int position,
            @ForAll @IntRange(max = 61) int digit) {
        String value = key.reveal();
        int at = position % value.length();
        String changed = value.substring(0, at) + Base62.digit(digit) + value.substring(at + 1);
        assertThat(SEVERAL.parse(changed) == null).isNotEqualTo(changed.equals(value));
    }

    @Property(tries = 500)
    void everyTruncationIsNoticed(@ForAll("keys") RawKey key) {
        String value = key.reveal();
        for (int i = 1; i <= value.length(); i++) {
            assertThat(SEVERAL.parse(value.substring(i))).isNull();
            assertThat(SEVERAL.parse(value.substring(0, value.length() - i))).isNull();
        }
    }

    @Property(tries = 500)
    void everyExtensionIsNoticed(
            @ForAll("keys") RawKey key,
            @ForAll @CharRange(from = '0', to = 'z') @StringLength(min = 1, max = 20) String more) {
        assertThat(SEVERAL.parse(key.reveal() + more)).isNull();
        assertThat(SEVERAL.parse(more + key.reveal())).isNull();
        assertThat(SEVERAL.parse(key.prefix()
                        + more
                        + key.reveal().substring(key.prefix().length())))
                .isNull();
    }

    @Property(tries = 1000)
    void noTextWhateverThrows(@ForAll String text) {
        assertThat(SEVERAL.parse(text)).isNull();
        assertThat(SEVERAL.parse("ps_" + text)).isNull();
    }

    @Property(tries = 1000)
    void theScannerMatchesAllThatIsParsed(@ForAll("keys") RawKey key) {
        assertThat(SEVERAL.parse(key.reveal())).isNotNull();
        assertThat(Pattern.matches(SEVERAL.scannerRegex(), key.reveal())).isTrue();
    }

    @Property(tries = 300)
    void theScannerFindsExactlyTheKeysInAText(
            @ForAll List<@StringLength(max = 60) String> texts, @ForAll("keys") RawKey key) {
        // Words that are long enough to look like a key are not in the text, so what is found must be a key.
        StringBuilder text = new StringBuilder();
        for (String piece : texts) {
            text.append(piece.replaceAll("\\S{50,}", "?"))
                    .append(" key=\"")
                    .append(key.reveal())
                    .append("\",\n");
        }
        List<String> found = Pattern.compile(SEVERAL.scannerRegex())
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(found).hasSize(texts.size()).allMatch(key.reveal()::equals);
    }
}
