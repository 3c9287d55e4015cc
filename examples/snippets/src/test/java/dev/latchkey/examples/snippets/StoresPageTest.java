package dev.latchkey.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about stores: its code is the example's, its claims are tested. */
class StoresPageTest {
    private static final String PAGE = "docs/stores.md";
    private static final String MAIN = "examples/custom-store/src/main/java/dev/latchkey/examples/customstore/";
    private static final String TEST = "examples/custom-store/src/test/java/dev/latchkey/examples/customstore/";
    private static final Pattern CAUGHT = Pattern.compile("^\\| `(\\w+)` \\| (.+) \\|$", Pattern.MULTILINE);

    @Test
    void everySnippetOfThePageIsCompiledToTheLetter() throws IOException {
        Snippets.assertCompiled(
                PAGE,
                MAIN + "MvKeyStore.java",
                MAIN + "MvFile.java",
                MAIN + "Layout.java",
                MAIN + "Uses.java",
                TEST + "MvKeyStoreTest.java",
                TEST + "RestartTest.java");
    }

    @Test
    void theStoreIsAsShortAsThePageSays() throws IOException {
        assertThat(Snippets.read(MAIN + "MvKeyStore.java").lines().count()).isLessThan(300);
    }

    @Test
    void eachMistakeThatThePageNamesIsCaughtByThatPartOfTheContract() throws IOException {
        String trials =
                Snippets.read("contract-tests/src/test/java/dev/latchkey/contract/keystore/BrokenStoresTest.java");
        assertThat(CAUGHT.matcher(Snippets.read(PAGE)).results())
                .hasSize(20)
                .allSatisfy(row -> assertThat(Arrays.asList(row.group(2).split("; ", -1)))
                        .allMatch(mistake -> isCaught(trials, mistake, row), "is caught by " + row.group(1)));
    }

    private static boolean isCaught(String trials, String mistake, MatchResult row) {
        String trial =
                "fails(?:By|InTraffic)?\\(\\s*\"" + Pattern.quote(mistake) + "\",[^\"]*\\b" + row.group(1) + "\\.class";
        return Pattern.compile(trial).matcher(trials).find();
    }
}
