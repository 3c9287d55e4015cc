package dev.latchkey.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Conditions of the kind "only these classes do that, and nobody else". */
final class Uses {
    private Uses() {}

    /**
     * Calls, method references and fields: ArchUnit's own conditions about calls do not look at method references.
     *
     * @param what completes "only ... may"
     * @param who the names of the classes that may; the list is to be no longer than needed
     */
    static ArchCondition<JavaClass> access(String what, Predicate<JavaAccess<?>> use, String... who) {
        return of(
                what,
                origin -> origin.getAccessesFromSelf().stream().filter(use).map(JavaAccess::getDescription),
                who);
    }

    /**
     * Looks at anything that a class can be seen to do. Descriptions begin with that of the class or of its member.
     */
    static ArchCondition<JavaClass> of(String what, Function<JavaClass, Stream<String>> uses, String... who) {
        Set<String> allowed = Set.of(who);
        return new ArchCondition<>("not " + what + (who.length == 0 ? "" : ", unless named: " + allowed)) {
            private final Set<String> unused = new HashSet<>(allowed);

            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                uses.apply(origin).distinct().forEach(use -> {
                    if (allowed.contains(origin.getName())) {
                        unused.remove(origin.getName());
                    } else {
                        events.add(SimpleConditionEvent.violated(origin, use));
                    }
                });
            }

            @Override
            public void finish(ConditionEvents events) {
                for (String name : unused) {
                    events.add(SimpleConditionEvent.violated(name, name + " need not be allowed to " + what));
                }
            }
        };
    }
}
