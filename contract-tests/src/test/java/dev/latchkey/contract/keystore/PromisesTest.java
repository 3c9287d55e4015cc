package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.audit.AccessHistoryContract;
import dev.latchkey.ports.AccessHistory;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyVersions;
import dev.latchkey.ports.Reply;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The numbers of promises in the Javadoc of ports and in the names of the tests of their contracts. */
class PromisesTest {
    private enum Port {
        KS(KeyStore.class, KeyStoreContract.class),
        HT(Reply.class, KeyStoreInTransactionsContract.class),
        KH(KeyHistory.class, KeyHistoryContract.class),
        SE(KeySearch.class, KeySearchContract.class),
        KV(KeyVersions.class, KeyVersionsContract.class),
        KA(KeyArchive.class, KeyArchiveContract.class),
        AH(AccessHistory.class, AccessHistoryContract.class);

        private final Path source;
        private final Class<?> contract;
        private final Pattern promise = Pattern.compile("<li>(" + name() + "[0-9]+): ");
        private final Pattern numbered =
                Pattern.compile("((" + name().toLowerCase(Locale.ROOT) + "[0-9]+_)+)[a-z][A-Za-z]+");

        Port(Class<?> port, Class<?> contract) {
            this.source = Path.of("../ports/src/main/java", port.getName().replace('.', '/') + ".java");
            this.contract = contract;
        }

        List<String> promises() throws IOException {
            return promise.matcher(Files.readString(source))
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        }

        Stream<Method> tests() {
            return Stream.of(contract.getDeclaredClasses())
                    .flatMap(part -> Stream.of(part.getSuperclass().getDeclaredMethods()))
                    .filter(method -> method.isAnnotationPresent(Test.class));
        }

        Stream<String> numbers(String test) {
            return Stream.of(test.toUpperCase(Locale.ROOT).split("_")).filter(part -> part.matches(name() + "[0-9]+"));
        }
    }

    @Test
    void promisesAreNumberedWithoutGaps() throws IOException {
        for (Port port : Port.values()) {
            assertNumbered(port);
        }
    }

    private static void assertNumbered(Port port) throws IOException {
        List<String> promises = port.promises();
        assertThat(promises)
                .isNotEmpty()
                .containsExactlyElementsOf(IntStream.rangeClosed(1, promises.size())
                        .mapToObj(number -> port.name() + number)
                        .toList());
    }

    @Test
    void everyPromiseIsTriedAndEveryTestNamesOne() throws IOException {
        for (Port port : Port.values()) {
            assertTried(port);
        }
    }

    private static void assertTried(Port port) throws IOException {
        assertThat(port.tests().map(Method::getName)).isNotEmpty().allMatch(port.numbered.asMatchPredicate());
        assertThat(port.tests().flatMap(test -> port.numbers(test.getName())).distinct())
                .containsExactlyInAnyOrderElementsOf(port.promises());
    }
}
