package dev.latchkey.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LabelsTest {
    private static final Labels CI = Labels.of("ci");

    @Test
    void tagsAreASetInAStableOrder() {
        assertThat(CI.tags(List.of("b", "a", "B", "a")).tags()).containsExactly("B", "a", "b");
        assertThat(CI.tags(List.of("b", "a"))).isEqualTo(CI.tags(List.of("a", "b", "b")));
    }

    @Test
    void eachLabelIsBounded() {
        String key = "\ud83d\udd11";
        assertThat(CI.name(key.repeat(100)).owner(key.repeat(255)).description(key.repeat(500)))
                .isNotNull();
        assertRefused("name", () -> CI.name("n".repeat(101)));
        assertRefused("owner", () -> CI.owner("o".repeat(256)));
        assertRefused("owner", () -> CI.owner(""));
        assertRefused("description", () -> CI.description("d".repeat(501)));
        assertRefused("description", () -> CI.description("two\nlines"));
    }

    @Test
    void tagsAreBoundedInNumberAndLength() {
        List<String> most = IntStream.range(0, 16).mapToObj(i -> "t" + i).toList();
        List<String> more = IntStream.range(0, 17).mapToObj(i -> "t" + i).toList();
        assertThat(CI.tags(most).tags()).hasSize(16);
        assertThat(CI.tags(List.of("t".repeat(64))).tags()).hasSize(1);
        assertRefused("tags", () -> CI.tags(more));
        assertThat(CI.tags(Collections.nCopies(16, "t")).tags()).containsExactly("t");
        assertRefused("tags", () -> CI.tags(Collections.nCopies(17, "t")));
        assertRefused("tags", () -> CI.tags(List.of("t".repeat(65))));
        assertRefused("tags", () -> CI.tags(List.of("")));
        assertRefused("tags", () -> CI.tags(List.of("a,b")));
    }

    private static void assertRefused(String field, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo(field));
    }
}
