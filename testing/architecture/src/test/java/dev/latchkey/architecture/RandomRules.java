package dev.latchkey.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.crypto.KeyGenerator;

/** One source of randomness, and a good one. */
final class RandomRules {
    /** Random without a type that says so. */
    private static final Set<String> METHODS = Set.of(
            Math.class.getName() + ".random",
            StrictMath.class.getName() + ".random",
            UUID.class.getName() + ".randomUUID",
            Collections.class.getName() + ".shuffle");

    private RandomRules() {}

    static ArchRule secureRandom(Hexagon h) {
        return classes()
                .that(h.production())
                .should(Uses.of(
                        "use SecureRandom",
                        type -> dependencies(type, target -> target.isAssignableTo(SecureRandom.class)),
                        h.name("core.format.SecretGenerator")));
    }

    static ArchRule nothingElse(Hexagon h) {
        return classes()
                .that(h.production())
                .should(Uses.of(
                        "use other randomness",
                        type -> Stream.concat(
                                dependencies(type, RandomRules::isOtherSource),
                                type.getAccessesFromSelf().stream()
                                        .filter(access -> METHODS.contains(
                                                access.getTargetOwner().getName() + "." + access.getName()))
                                        .map(JavaAccess::getDescription)),
                        // Spread over time what many nodes would do at the same time. No secret comes of it.
                        h.name("adapter.jdbc.Backoff"),
                        h.name("adapter.jdbc.Database"),
                        // The id of a writer whose batch is never repeated. No secret comes of it.
                        h.name("ports.UseBatch")));
    }

    private static boolean isOtherSource(JavaClass type) {
        boolean secure = type.isAssignableTo(SecureRandom.class);
        return (type.isAssignableTo(RandomGenerator.class) && !secure)
                || type.getPackageName().equals("java.util.random")
                || type.isEquivalentTo(KeyGenerator.class)
                || type.isEquivalentTo(KeyPairGenerator.class);
    }

    private static Stream<String> dependencies(JavaClass type, Predicate<JavaClass> targets) {
        return type.getDirectDependenciesFromSelf().stream()
                .filter(dependency -> targets.test(dependency.getTargetClass().getBaseComponentType()))
                .map(Dependency::getDescription);
    }
}
