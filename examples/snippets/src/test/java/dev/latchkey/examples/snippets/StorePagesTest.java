package dev.latchkey.examples.snippets;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages about databases: their code is compiled. What it does is tested by the adapters. */
class StorePagesTest {
    @ParameterizedTest
    @CsvSource({"databases, DatabasesSnippets", "mongodb, MongodbSnippets"})
    void everySnippetOfThePageIsCompiledToTheLetter(String page, String source) throws IOException {
        Snippets.assertCompiled(
                "docs/" + page + ".md",
                "examples/snippets/src/test/java/dev/latchkey/examples/snippets/" + source + ".java");
    }
}
