package dev.latchkey.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import java.util.stream.Stream;

/** What classes look like: their kind, their fields, their signatures, their packages. */
final class ShapeRules {
    private ShapeRules() {}

    /** Behavior belongs to the application or to an adapter. */
    static ArchRule ports(Hexagon h) {
        return classes()
                .that(h.in("ports.."))
                .should(Uses.of("be anything but interfaces, records, enums and exceptions", type -> {
                    boolean value = type.isRecord() || type.isEnum() || type.isAssignableTo(Throwable.class);
                    // The compiler makes one for a switch over an enum.
                    boolean made = type.getModifiers().contains(JavaModifier.SYNTHETIC);
                    return type.isInterface() || value || made
                            ? Stream.empty()
                            : Stream.of(type.getDescription() + " is a class");
                }));
    }

    /** Who builds something step by step is named. */
    static ArchRule finalFields(Hexagon h) {
        return classes()
                .that(h.in("core..", "ports..").or(h.application()))
                .should(Uses.of(
                        "have fields that are not final",
                        type -> type.getFields().stream()
                                .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
                                .map(field -> field.getDescription() + " is not final"),
                        // Lives within one call, to change a few of the thirteen components of a key.
                        h.name("core.key.KeyDraft"),
                        h.name("LatchkeyBuilder"),
                        // Whose turn it was last, under its lock.
                        h.name("internal.hashing.HashingPlaces"),
                        // Count and walk within one run of maintenance, under its lock.
                        h.name("IdleKeys"),
                        h.name("KeyWalk"),
                        h.name("Maintenance"),
                        h.name("Maintenance$Run"),
                        h.name("MaintenanceResult$Draft")));
    }

    /** In each module: between modules it is the build that allows none. */
    static ArchRule cycles(Hexagon h) {
        return CompositeArchRule.of(Stream.of(Module.values())
                .map(module -> slices().assignedFrom(packagesOf(h, module))
                        .should()
                        .beFreeOfCycles()
                        .allowEmptyShould(false))
                .toList());
    }

    /** What nobody outside can name is in no signature that is visible outside. */
    static ArchRule signatures(Hexagon h) {
        return classes()
                .that(h.production().or(h.in("contract..")))
                .should(Uses.of("mention internal types in signatures", type -> hiddenTypes(h, type)));
    }

    private static Stream<String> hiddenTypes(Hexagon h, JavaClass type) {
        if (!isVisible(type)) {
            return Stream.empty();
        }
        Stream<String> parents = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
                .map(JavaType::getAllInvolvedRawTypes)
                .flatMap(Set::stream)
                .filter(parent -> isHidden(h, parent))
                .map(parent -> type.getDescription() + " is a " + parent.getName());
        Stream<String> members = type.getMembers().stream()
                .filter(member -> isSeen(member) && !member.getModifiers().contains(JavaModifier.SYNTHETIC))
                .flatMap(member -> mentioned(member)
                        .filter(mentioned -> isHidden(h, mentioned))
                        .map(mentioned -> member.getDescription() + " mentions " + mentioned.getName()));
        return Stream.concat(parents, members);
    }

    private static Stream<JavaClass> mentioned(JavaMember member) {
        Stream<JavaClass> thrown =
                member instanceof JavaCodeUnit unit ? unit.getExceptionTypes().stream() : Stream.of();
        return Stream.concat(member.getAllInvolvedRawTypes().stream(), thrown);
    }

    private static boolean isHidden(Hexagon h, JavaClass mentioned) {
        JavaClass type = mentioned.getBaseComponentType();
        return type.getName().startsWith(h.root() + ".") && !isVisible(type);
    }

    private static boolean isVisible(JavaClass type) {
        boolean internal = (type.getPackageName() + ".").contains(".internal.");
        boolean reached = type.getEnclosingClass().map(ShapeRules::isVisible).orElse(true);
        boolean seen = type.getModifiers().contains(JavaModifier.PUBLIC)
                || type.getModifiers().contains(JavaModifier.PROTECTED);
        return seen && reached && !internal;
    }

    private static boolean isSeen(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static SliceAssignment packagesOf(Hexagon h, Module module) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return h.in(module.packages()).test(type)
                        ? SliceIdentifier.of(type.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "packages of " + module.folder();
            }
        };
    }
}
