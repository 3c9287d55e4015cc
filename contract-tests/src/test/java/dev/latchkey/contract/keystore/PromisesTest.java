package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

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

/** The numbers of promises in the Javadoc of {@code KeyStore} and in the names of the contract's tests. */
class PromisesTest {
    private static final Path KEY_STORE = Path.of("../ports/src/main/java/dev/latchkey/ports/KeyStore.java");
    private static final Pattern PROMISE = Pattern.compile("<li>(KS[0-9]+): ");
    private static final Pattern NUMBERED = Pattern.compile("((ks[0-9]+_)+)[a-z][A-Za-z]+");

    @Test
    void promisesAreNumberedWithoutGaps() throws IOException {
        List<String> promises = promises();
        assertThat(promises)
                .isNotEmpty()
                .containsExactlyElementsOf(IntStream.rangeClosed(1, promises.size())
                        .mapToObj(number -> "KS" + number)
                        .toList());
    }

    @Test
    void everyPromiseIsTriedAndEveryTestNamesOne() throws IOException {
        assertThat(tests().map(Method::getName)).isNotEmpty().allMatch(NUMBERED.asMatchPredicate());
        assertThat(tests().flatMap(test -> numbers(test.getName())).distinct())
                .containsExactlyInAnyOrderElementsOf(promises());
    }

    private static List<String> promises() throws IOException {
        return PROMISE.matcher(Files.readString(KEY_STORE))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static Stream<Method> tests() {
        return Stream.of(KeyStoreContract.class.getDeclaredClasses())
                .flatMap(part -> Stream.of(part.getSuperclass().getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class));
    }

    private static Stream<String> numbers(String test) {
        return Stream.of(test.split("_"))
                .filter(part -> part.startsWith("ks"))
                .map(part -> part.toUpperCase(Locale.ROOT));
    }
}
