package dev.latchkey.core.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Over a small vocabulary, so that patterns often meet. */
class PermissionsProperties {
    @Provide
    Arbitrary<String> single() {
        return Arbitraries.of("a", "b", "ab").list().ofMinSize(1).ofMaxSize(3).map(words -> String.join(":", words));
    }

    @Provide
    Arbitrary<Permissions> any() {
        Arbitrary<String> wild =
                Combinators.combine(single(), Arbitraries.of(":*", "")).as((stem, tail) -> stem + tail);
        return Arbitraries.frequencyOf(Tuple.of(12, wild), Tuple.of(1, Arbitraries.just("*")))
                .set()
                .ofMaxSize(4)
                .map(Permissions::of);
    }

    @Property
    void coveringIsReflexive(@ForAll("any") Permissions one) {
        assertThat(one.cover(one)).isTrue();
        assertThat(Permissions.ALL.cover(one)).isTrue();
        assertThat(one.cover(Permissions.NONE)).isTrue();
    }

    @Property(tries = 5000, maxDiscardRatio = 100)
    void coveringIsTransitive(
            @ForAll("any") Permissions first, @ForAll("any") Permissions second, @ForAll("any") Permissions third) {
        Assume.that(first.cover(second) && second.cover(third));
        assertThat(first.cover(third)).isTrue();
    }

    @Property(tries = 5000)
    void whoCoversPermitsAllThatIsPermitted(
            @ForAll("any") Permissions mine, @ForAll("any") Permissions others, @ForAll("single") String permission) {
        if (mine.cover(others) && others.permit(permission)) {
            assertThat(mine.permit(permission)).isTrue();
        }
    }

    /** Against the definition: a pattern is its text, where the star stands for one or more words. */
    @Property(tries = 3000)
    void permittingIsMatchingOneOfThePatterns(@ForAll("any") Permissions granted, @ForAll("single") String permission) {
        String words = "[^:]+(:[^:]+)*";
        String regex = granted.patterns().stream()
                .map(pattern -> pattern.replace("*", words))
                .collect(Collectors.joining("|", "(", ")"));
        assertThat(granted.permit(permission)).isEqualTo(permission.matches(regex));
    }
}
