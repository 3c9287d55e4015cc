package dev.latchkey.core.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionsTest {
    @ParameterizedTest
    @CsvSource({
        "messages:send, messages:send, true",
        "messages:send, messages:read, false",
        "messages:send, messages, false",
        "messages:send, messages:send:now, false",
        "messages:send, Messages:send, false",
        "messages, messages, true",
        "messages, messages:send, false",
        "messages:*, messages:send, true",
        "messages:*, messages:send:now, true",
        "messages:*, messages:*, true",
        "messages:*, messages:send:*, true",
        "messages:*, messages, false",
        "messages:*, messages:, false",
        "messages:*, messagesx:send, false",
        "messages:*, *, false",
        "messages:send:*, messages:*, false",
        "messages:send:*, messages:send, false",
        "*, messages:send, true",
        "*, messages:*, true",
        "*, *, true",
        "*, '', false",
        "'', messages:send, false",
        "'', *, false"
    })
    void aPatternStandsForWholeWordsAfterItsStem(String granted, String permission, boolean permitted) {
        Permissions permissions = granted.isEmpty() ? Permissions.NONE : Permissions.of(granted);
        assertThat(permissions.permit(permission)).isEqualTo(permitted);
    }

    @ParameterizedTest
    @CsvSource({
        "*, *, true",
        "*, messages:*|webhooks:read, true",
        "messages:*|webhooks:read, messages:send|messages:read|webhooks:read, true",
        "messages:*, messages:send|webhooks:read, false",
        "messages:send|messages:read, messages:*, false",
        "messages:*, *, false",
        "a:*|b:*, *, false",
        "messages:send, '', true",
        "'', '', true",
        "'', messages:send, false",
        "*, keys:read, false",
        "*, keys:*, false",
        "*|keys:read, keys:revoke, false",
        "*|keys:read, keys:read|messages:send, true",
        "keys:*, keys:*|keys:read, true",
        "*, keyset:read, true"
    })
    void coveringMeansEachOfTheOthersIsGranted(String mine, String others, boolean covered) {
        assertThat(list(mine).cover(list(others))).isEqualTo(covered);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "messages:",
                ":send",
                "messages::send",
                "messages:*:x",
                "**",
                "*:send",
                "mess*",
                "messages:s*",
                "messages:*x",
                "messages send",
                "messages:send\n",
                "messages/send",
                "m\u00e9ssages",
                "\u0000",
                "\ud83d\ude00"
            })
    void malformedPatternsAreRefused(String wrong) {
        assertThatThrownBy(() -> Permissions.of(wrong)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Permissions.check(wrong)).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "messages:*"})
    void aPatternIsNoSinglePermission(String pattern) {
        assertThat(Permissions.of(pattern).patterns()).containsExactly(pattern);
        assertThatThrownBy(() -> Permissions.check(pattern)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void allAndNoneAreOneEach() {
        assertThat(Permissions.of("*")).isSameAs(Permissions.ALL);
        assertThat(Permissions.of()).isSameAs(Permissions.NONE);
        assertThat(Permissions.of("*", "a")).isNotEqualTo(Permissions.ALL);
    }

    @Test
    void patternsAreListedOnceAndInAlphabeticalOrder() {
        Permissions permissions = Permissions.of("b", "a:*", "b", "a");
        assertThat(permissions.patterns()).containsExactly("a", "a:*", "b");
        assertThat(permissions).isEqualTo(Permissions.of("a", "b", "a:*")).hasToString("[a, a:*, b]");
    }

    @Test
    void thereAreAtMost64OfAtMost100Characters() {
        List<String> most = IntStream.range(0, 64).mapToObj(i -> "p" + i).toList();
        assertThat(Permissions.of(most).patterns()).hasSize(64);
        assertThatThrownBy(() -> Permissions.of(
                        IntStream.range(0, 65).mapToObj(i -> "p" + i).toList()))
                .isInstanceOf(InvalidValueException.class);
        assertThat(Permissions.check("p".repeat(100))).hasSize(100);
        assertThatThrownBy(() -> Permissions.of("p".repeat(101))).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void theyAreEqualWhenTheyListTheSameAndPrintInOrder() {
        assertThat(Permissions.of("b", "a", "a"))
                .isEqualTo(Permissions.of(List.of("a", "b")))
                .hasSameHashCodeAs(Permissions.of("a", "b"))
                .hasToString("[a, b]")
                .isNotEqualTo(Permissions.of("a"));
        assertThatThrownBy(() -> Permissions.ALL.patterns().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(Permissions.of(Collections.emptyList())).isEqualTo(Permissions.NONE);
    }

    private static Permissions list(String joined) {
        return joined.isEmpty() ? Permissions.NONE : Permissions.of(joined.split("\\|", -1));
    }
}
