package dev.latchkey.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;

/** What implements a port is tested by the contract of that port. */
final class ContractRules {
    private ContractRules() {}

    static ArchRule everyAdapter(Hexagon h) {
        DescribedPredicate<JavaClass> implementsPort = describe(
                "implement a port",
                type -> isConcrete(type) && ports(h, type).findAny().isPresent());
        return classes()
                .that(h.in("adapter..").and(implementsPort))
                .should(Uses.of(
                        "lack a test that extends the contract",
                        type -> ports(h, type)
                                .filter(port -> !isTested(h, type, port))
                                .map(port -> type.getDescription() + " is a " + port.getSimpleName()
                                        + " but no test of it extends " + contract(port))));
    }

    private static Stream<JavaClass> ports(Hexagon h, JavaClass type) {
        return type.getAllRawInterfaces().stream()
                .filter(parent ->
                        parent.isTopLevelClass() && parent.getPackageName().equals(h.name("ports")));
    }

    private static boolean isTested(Hexagon h, JavaClass type, JavaClass port) {
        return h.tests().stream()
                .filter(test -> isConcrete(test)
                        && test.isTopLevelClass()
                        && test.getName().endsWith("Test"))
                .flatMap(test -> run(h, test))
                .filter(test -> lineage(test).anyMatch(ancestor -> isContract(h, ancestor, port)))
                .flatMap(ContractRules::lineage)
                .flatMap(test -> test.getDirectDependenciesFromSelf().stream())
                .anyMatch(dependency -> dependency.getTargetClass().getName().equals(type.getName()));
    }

    /** What the build runs of a test: the class, and the nested ones that it has or inherits, with theirs. */
    private static Stream<JavaClass> run(Hexagon h, JavaClass test) {
        List<JavaClass> lineage = lineage(test).toList();
        Stream<JavaClass> nested = h.tests().stream()
                .filter(inner -> isConcrete(inner) && inner.isAnnotatedWith("org.junit.jupiter.api.Nested"))
                .filter(inner ->
                        inner.getEnclosingClass().filter(lineage::contains).isPresent())
                .flatMap(inner -> run(h, inner));
        return Stream.concat(Stream.of(test), nested);
    }

    private static Stream<JavaClass> lineage(JavaClass type) {
        return Stream.concat(Stream.of(type), type.getAllRawSuperclasses().stream());
    }

    private static boolean isContract(Hexagon h, JavaClass type, JavaClass port) {
        return h.in("contract..").test(type) && type.getSimpleName().equals(contract(port));
    }

    private static String contract(JavaClass port) {
        return port.getSimpleName() + "Contract";
    }

    private static boolean isConcrete(JavaClass type) {
        return !type.isInterface() && !type.getModifiers().contains(JavaModifier.ABSTRACT);
    }
}
