package dev.latchkey.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the rules speak about is there, and nothing is there that they do not speak about. */
class ModuleTest {
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    /** Nothing that has rules depends on them, but in its tests: they may know everything. */
    private static final Set<String> WITHOUT_RULES = Set.of(
            "bom",
            "benchmarks",
            "examples/custom-store",
            "examples/grpc",
            "examples/plain-jdk",
            "examples/quickstart",
            "examples/snippets",
            "examples/spring-boot",
            "http-contract-tests",
            "micrometer",
            "spring-boot/autoconfigure",
            "spring-boot/boot-4-tests",
            "spring-boot/reactive-tests",
            "spring-boot/starter",
            "spring-boot/test",
            "testing/architecture",
            "testing/cluster",
            "testing/container",
            "testing/integration",
            "testing/mongo-engine",
            "testing/support");

    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(latchkey-[^<]+)</artifactId>");
    private static final Pattern DEPENDENCY = Pattern.compile(
            "<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>(.*?)</dependency>",
            Pattern.DOTALL);
    /** Groups of which an application has the version that it needs for itself. */
    private static final Pattern OF_THE_HOST = Pattern.compile("org\\.mongodb|org\\.postgresql|com\\.h2database"
            + "|org\\.mariadb.*|com\\.mysql|com\\.zaxxer|jakarta\\..*|io\\.vertx|io\\.netty|io\\.projectreactor.*"
            + "|io\\.micrometer|org\\.springframework.*");

    private final Hexagon latchkey = Hexagon.latchkey();

    /** A new module is named here, or in {@link Module} with a rule that says what it may know. */
    @Test
    void everyModuleOfTheBuildHasRulesOrIsNamedHere() throws IOException {
        Stream<String> modules = MODULE.matcher(Files.readString(Module.BUILD.resolve("pom.xml")))
                .results()
                .map(found -> found.group(1));
        Stream<String> known =
                Stream.concat(WITHOUT_RULES.stream(), Stream.of(Module.values()).map(Module::folder));
        assertThat(modules).containsExactlyInAnyOrderElementsOf(known.toList());
    }

    @ParameterizedTest
    @EnumSource
    void everyModuleHasClassesAndAllOfThemBelowItsOwnPackage(Module module) {
        Path origin = module.classes();
        assertThat(latchkey.classes().stream()
                        .filter(type ->
                                Path.of(type.getSource().orElseThrow().getUri()).startsWith(origin)))
                .anyMatch(
                        type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .allMatch(latchkey.in(module.packages()), "lies in the packages of " + module.folder());
    }

    /** Not even in tests: what a store needs services to show is shown by the integration tests. */
    @ParameterizedTest
    @EnumSource(names = {"INMEMORY", "JDBC", "MONGO"})
    void noStoreKnowsTheApplication(Module module) throws IOException {
        assertThat(Files.readString(Module.BUILD.resolve(module.folder()).resolve("pom.xml")))
                .contains("<artifactId>latchkey-ports</artifactId>")
                .doesNotContain("<artifactId>latchkey-application</artifactId>");
        assertThat(latchkey.tests().that(latchkey.in(module.packages())))
                .isNotEmpty()
                .allSatisfy(test -> assertThat(test.getDirectDependenciesFromSelf())
                        .extracting(Dependency::getTargetClass)
                        .noneMatch(latchkey.application()));
    }

    /** A dependency of ours would lift the version in an application that has an older one. */
    @Test
    void noPublishedModuleBringsADriverOrAFrameworkOfTheHost() throws IOException {
        Set<String> published = ARTIFACT.matcher(pom("bom"))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
        List<String> brought = new ArrayList<>();
        int read = 0;
        for (MatchResult module : MODULE.matcher(pom("")).results().toList()) {
            String pom = pom(module.group(1)).replaceFirst("(?s)<parent>.*</parent>", "");
            String artifact =
                    ARTIFACT.matcher(pom).results().findFirst().orElseThrow().group(1);
            if (!published.contains(artifact)) {
                continue;
            }
            read++;
            DEPENDENCY
                    .matcher(pom.replaceFirst("(?s)<dependencyManagement>.*</dependencyManagement>", ""))
                    .results()
                    .filter(found -> OF_THE_HOST.matcher(found.group(1)).matches())
                    .filter(found -> !found.group(3).matches("(?s).*<(scope>(provided|test)|optional>true)<.*"))
                    .forEach(found -> brought.add(artifact + " brings " + found.group(2)));
        }
        assertThat(brought).isEmpty();
        assertThat(published).hasSize(read);
    }

    @Test
    void theBomNamesNoVersionButOfLatchkey() throws IOException {
        assertThat(DEPENDENCY.matcher(pom("bom")).results().map(found -> found.group(1)))
                .isNotEmpty()
                .containsOnly("dev.latchkey");
    }

    /** Nothing is compiled or downloaded for the first start that the example does not need. */
    @Test
    void theQuickstartNeedsWhatItRunsWithAlone() throws IOException {
        Map<String, String> folders = new HashMap<>();
        Set<String> compiled = new TreeSet<>();
        for (MatchResult module : MODULE.matcher(pom("")).results().toList()) {
            String folder = module.group(1);
            String pom = pom(folder).replaceFirst("(?s)<parent>.*</parent>", "");
            folders.put(
                    ARTIFACT.matcher(pom).results().findFirst().orElseThrow().group(1), folder);
            if (!folder.equals("bom") && !pom.contains("<latchkey.quickstart.compile>none<")) {
                compiled.add(folder);
            }
        }
        Set<String> needed = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of("examples/quickstart"));
        while (!open.isEmpty()) {
            String folder = open.remove();
            if (needed.add(folder)) {
                DEPENDENCY
                        .matcher(pom(folder))
                        .results()
                        .filter(found -> folders.containsKey(found.group(2)))
                        .filter(found -> !found.group(3).contains("<scope>test<"))
                        .forEach(found -> open.add(folders.get(found.group(2))));
            }
        }
        assertThat(compiled).isEqualTo(needed);
        assertThat(pom("examples/quickstart").replaceFirst("(?s)<id>tests</id>.*?</profile>", ""))
                .as("dependencies of the tests outside of the profile that -Pquickstart leaves out")
                .doesNotContain("<scope>test<");
    }

    private static String pom(String folder) throws IOException {
        return Files.readString(Module.BUILD.resolve(folder).resolve("pom.xml"));
    }

    @Test
    void everyAdapterHasTests() {
        assertThat(Module.adapters())
                .allSatisfy(module -> assertThat(latchkey.tests().that(latchkey.in(module.pack() + "..")))
                        .extracting(JavaClass::getName)
                        .anyMatch(name -> name.endsWith("Test")));
    }

    /** NullAway looks at no other. */
    @Test
    void everyPackageIsNullMarked() {
        assertThat(latchkey.classes().stream()
                        .map(JavaClass::getPackage)
                        .filter(pack -> !pack.isAnnotatedWith(NullMarked.class))
                        .map(pack -> pack.getName())
                        .collect(Collectors.toSet()))
                .isEmpty();
    }

    /**
     * Its package is the root of all others, so a rule that names it with two dots would be a rule about everything.
     */
    @Test
    void theRulesOfTheApplicationSpeakOfNoOtherModule() {
        assertThat(latchkey.classes().that(latchkey.application()))
                .isNotEmpty()
                .noneMatch(type -> Stream.of(Module.values())
                        .filter(module -> module != Module.APPLICATION)
                        .anyMatch(module -> latchkey.in(module.packages()).test(type)));
    }
}
