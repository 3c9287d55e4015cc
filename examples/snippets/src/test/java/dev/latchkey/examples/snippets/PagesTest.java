package dev.latchkey.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages whose code is compiled. What it does is tested by the modules that they are about. */
class PagesTest {
    @ParameterizedTest
    @CsvSource({
        "databases, snippets/src/test/java/dev/latchkey/examples/snippets/DatabasesSnippets",
        "mongodb, snippets/src/test/java/dev/latchkey/examples/snippets/MongodbSnippets",
        "http, snippets/src/test/java/dev/latchkey/examples/snippets/HttpSnippets",
        "metrics, snippets/src/test/java/dev/latchkey/examples/snippets/MetricsSnippets",
        "console, snippets/src/test/java/dev/latchkey/examples/snippets/ConsoleSnippets",
        "grpc, grpc/src/main/java/dev/latchkey/examples/grpc/GrpcServer"
    })
    void everySnippetOfThePageIsCompiledToTheLetter(String page, String source) throws IOException {
        Snippets.assertCompiled("docs/" + page + ".md", "examples/" + source + ".java");
    }

    /** The tests of this module name each page whose blocks have names. */
    @Test
    void everyJavaBlockOfEveryPageHasAName() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../../docs"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".md"))).allSatisfy(file -> {
                String page = Files.readString(file);
                assertThat(page.split("```java", -1)).hasSameSizeAs(page.split("<!-- snippet: ", -1));
            });
        }
    }

    /** Those about Spring Boot run in the tests of the starter. */
    @Test
    void everySnippetAboutEmbeddingIsCompiledToTheLetter() throws IOException {
        String folder = "spring-boot/test/src/test/java/dev/latchkey/spring/boot/test/page/";
        Snippets.assertCompiled(
                "docs/embedding.md",
                folder + "MessagesApplication.java",
                folder + "MessagesTest.java",
                "examples/snippets/src/test/java/dev/latchkey/examples/snippets/KeysListener.java");
    }
}
