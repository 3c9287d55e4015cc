package dev.latchkey.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.stream.Stream;

/**
 * What rules are asked about: Latchkey, or the bad classes that are laid out like it below another root package.
 *
 * @param root the root package
 * @param classes what is shipped
 * @param tests the tests of the adapters
 */
record Hexagon(String root, JavaClasses classes, JavaClasses tests) {
    static Hexagon latchkey() {
        return Latchkey.HEXAGON;
    }

    static Hexagon bad() {
        return Bad.HEXAGON;
    }

    /** The name of a class or a package. */
    String name(String belowRoot) {
        return belowRoot.isEmpty() ? root : root + "." + belowRoot;
    }

    /** The classes of packages, where {@code ..} stands for any number of packages. */
    DescribedPredicate<JavaClass> in(String... packagesBelowRoot) {
        return JavaClass.Predicates.resideInAnyPackage(
                Stream.of(packagesBelowRoot).map(this::name).toArray(String[]::new));
    }

    /** What a host has in production. */
    DescribedPredicate<JavaClass> production() {
        return in("core..", "ports..", "bucket4j..", "adapter..", "console..", "transfer..")
                .or(application())
                .or(http());
    }

    /** HTTP without a web stack. */
    DescribedPredicate<JavaClass> http() {
        return in(Module.HTTP.packages());
    }

    /** The application, which owns the root package and two packages below it. */
    DescribedPredicate<JavaClass> application() {
        return in(Module.APPLICATION.packages());
    }

    /** Imported once. */
    private static final class Latchkey {
        static final Hexagon HEXAGON = new Hexagon(
                "dev.latchkey",
                new ClassFileImporter()
                        .importPaths(
                                Stream.of(Module.values()).map(Module::classes).toList()),
                new ClassFileImporter()
                        .importPaths(Module.adapters().map(Module::testClasses).toList()));
    }

    /** Imported apart from Latchkey, so that its rules can be tried where Latchkey is not built. */
    private static final class Bad {
        private static final String ROOT = "dev.latchkey.architecture.bad";
        private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(ROOT);

        static final Hexagon HEXAGON = new Hexagon(ROOT, CLASSES, CLASSES);
    }
}
