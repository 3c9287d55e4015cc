package dev.latchkey.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.HasDescription;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rules go vacuous in silence. So each is run on classes that break it, and must name what is bad in them and nothing
 * else.
 */
class BadClassesTest {
    @ParameterizedTest
    @EnumSource
    void everyRuleNamesWhatBreaksItAndNothingElse(Rule rule) {
        Set<String> bad = elements()
                .filter(element -> broken(element).contains(rule.name()))
                .map(HasDescription::getDescription)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(bad)
                .as("%s has no bad classes: nobody knows whether it can fail", rule)
                .isNotEmpty();
        assertThat(named(rule.evaluate(Hexagon.bad()).getFailureReport().getDetails()))
                .as(rule.name())
                .isEqualTo(bad);
    }

    @ParameterizedTest
    @EnumSource
    void aRuleAboutNothingFails(Rule rule) {
        JavaClasses nothing = new ClassFileImporter().importClasses();
        assertThatThrownBy(() -> rule.evaluate(Hexagon.bad(), nothing))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("failed to check any classes");
    }

    /** The bad classes have no HashingGate. */
    @Test
    void anExceptionThatNobodyNeedsFails() {
        assertThat(Rule.FEW_CLASSES_MEASURE_TIME
                        .evaluate(Hexagon.bad())
                        .getFailureReport()
                        .getDetails())
                .contains(Hexagon.bad().name("HashingGate") + " need not be allowed to measure time");
    }

    @Test
    void everyBadClassNamesRulesThatExist() {
        assertThat(elements().flatMap(element -> broken(element).stream()).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Rule.values()).map(Rule::name).toList());
    }

    /** Which elements the lines of a report begin with. A line about a cycle has many lines itself. */
    private static Set<String> named(List<String> details) {
        Set<String> lines = details.stream()
                .flatMap(String::lines)
                .map(line -> line.strip().replaceFirst("^- ", ""))
                .collect(Collectors.toSet());
        return elements()
                .map(HasDescription::getDescription)
                .filter(element -> lines.stream().anyMatch(line -> line.startsWith(element + " ")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<HasDescription> elements() {
        return Hexagon.bad().classes().stream()
                .flatMap(type -> Stream.concat(Stream.of(type), type.getMembers().stream()));
    }

    private static Set<String> broken(HasDescription element) {
        CanBeAnnotated annotated = (CanBeAnnotated) element;
        if (!annotated.isAnnotatedWith(Breaks.class)) {
            return Set.of();
        }
        Breaks breaks = element instanceof JavaMember member
                ? member.getAnnotationOfType(Breaks.class)
                : ((JavaClass) element).getAnnotationOfType(Breaks.class);
        return Set.of(breaks.value());
    }
}
