package dev.latchkey.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a page shows as code is code: each of its Java blocks has a name, and stands under that name in a source that is
 * compiled.
 */
final class Snippets {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern IN_PAGE =
            Pattern.compile("<!-- snippet: ([\\w-]+) -->\n *```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern IN_SOURCE = Pattern.compile(" *// snippet: ([\\w-]+)\n(.*?) *// end", Pattern.DOTALL);

    private Snippets() {}

    /** The page has the snippets of the sources and no others; all paths begin at the root of the build. */
    static void assertCompiled(String page, String... sources) throws IOException {
        String text = read(page);
        Map<String, String> told = find(IN_PAGE, text);
        Map<String, String> compiled = new LinkedHashMap<>();
        for (String source : sources) {
            find(IN_SOURCE, read(source))
                    .forEach((name, code) -> assertThat(compiled.put(name, code))
                            .as("two snippets named " + name)
                            .isNull());
        }
        assertThat(told).isEqualTo(compiled);
        assertThat(text.split("```java", -1)).as("Java blocks without a name").hasSize(told.size() + 1);
    }

    static String read(String path) throws IOException {
        return Files.readString(ROOT.resolve(path));
    }

    private static Map<String, String> find(Pattern pattern, String text) {
        Map<String, String> snippets = new LinkedHashMap<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            snippets.put(matcher.group(1), matcher.group(2).stripTrailing().stripIndent());
        }
        return snippets;
    }
}
