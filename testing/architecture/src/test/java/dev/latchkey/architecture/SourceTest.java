package dev.latchkey.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaConstructor;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The sources are short. */
class SourceTest {
    private static final int MAX_WIDTH = 120;
    private static final int MAX_LINES = 300;
    private static final int MAX_PARAMETERS = 7;

    /**
     * Longer, because each has one method with its Javadoc for each setting, or for each thing that is done with a key.
     * They decide nothing: cut, they would only give their callers two places to look.
     */
    private static final Set<String> LONG = Set.of("ApiKeys.java", "LatchkeyBuilder.java", "LatchkeyWebBuilder.java");

    @Test
    void noLineIsWide() throws IOException {
        assertThat(lines(sources(), line -> line.length() > MAX_WIDTH)).isEmpty();
    }

    @Test
    void noShippedFileIsLong() throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path source : sources()) {
            boolean shipped = source.toString().contains("/src/main/")
                    && !source.startsWith("benchmarks")
                    && !source.startsWith("examples")
                    && !source.startsWith("testing");
            if (shipped && Files.readAllLines(Module.BUILD.resolve(source)).size() > MAX_LINES) {
                found.add(source.getFileName().toString());
            }
        }
        assertThat(LONG).containsAll(found);
    }

    /** Those of values aside, which are records or lie in the core. */
    @Test
    void noConstructorHasManyParameters() {
        Hexagon latchkey = Hexagon.latchkey();
        assertThat(latchkey.classes().that(not(latchkey.in("core.."))).stream()
                        .filter(type -> !type.isRecord() && !type.isEnum())
                        .flatMap(type -> type.getConstructors().stream())
                        .filter(made -> made.getRawParameterTypes().size() > MAX_PARAMETERS)
                        .map(JavaConstructor::getFullName))
                .isEmpty();
    }

    /** Returns the sources of all modules, relative to the root of the build. */
    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        Files.walkFileTree(Module.BUILD, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean ours = !name.equals("target") && !name.equals("node_modules") && !name.startsWith(".");
                return ours || folder.equals(Module.BUILD) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java") && !file.endsWith("SourceTest.java")) {
                    sources.add(Module.BUILD.relativize(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return sources;
    }

    private static List<String> lines(List<Path> sources, Predicate<String> bad) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources) {
            List<String> lines = Files.readAllLines(Module.BUILD.resolve(source));
            for (int i = 0; i < lines.size(); i++) {
                if (bad.test(lines.get(i))) {
                    found.add(source + ":" + (i + 1) + ": " + lines.get(i).strip());
                }
            }
        }
        return found;
    }
}
