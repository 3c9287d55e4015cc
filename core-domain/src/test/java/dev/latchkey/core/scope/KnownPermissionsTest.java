package dev.latchkey.core.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownPermissionsTest {
    private static final KnownPermissions KNOWN = KnownPermissions.of(List.of("owner:read", "messages:send:now"));

    @ParameterizedTest
    @ValueSource(strings = {"owner:read", "messages:send:now", "owner:*", "messages:*", "messages:send:*", "*"})
    void permissionsAndPatternsOfThemAreKnown(String pattern) {
        assertThatCode(() -> KNOWN.check(Permissions.of(pattern))).doesNotThrowAnyException();
        assertThatCode(() -> KNOWN.check(Permissions.of("owner:read", pattern))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"owner:raed", "owner", "owners:*", "messages:send", "messages:read:*", "Owner:read"})
    void othersAreRefusedByName(String pattern) {
        assertThatThrownBy(() -> KNOWN.check(Permissions.of("owner:read", pattern)))
                .isInstanceOfSatisfying(InvalidValueException.class, refused -> {
                    assertThat(refused.field()).isEqualTo("permissions");
                    assertThat(refused.problem()).endsWith("this is not: " + pattern);
                });
        assertThatCode(() -> KnownPermissions.ALL.check(Permissions.of(pattern)))
                .doesNotThrowAnyException();
    }

    @Test
    void noPermissionsAreAlwaysKnown() {
        assertThatCode(() -> KNOWN.check(Permissions.NONE)).doesNotThrowAnyException();
    }

    @Test
    void listMustHaveWellFormedPermissions() {
        for (List<String> names : List.of(List.<String>of(), List.of("owner:*"), List.of("a b"))) {
            assertThatThrownBy(() -> KnownPermissions.of(names)).isInstanceOf(InvalidValueException.class);
        }
    }
}
