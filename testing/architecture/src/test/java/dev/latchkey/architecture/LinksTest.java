package dev.latchkey.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links between the pages lead somewhere, and every page is in the reading order. */
class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");
    private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```|`[^`\n]*`");

    @Test
    void everyLinkLeadsToAFileAndAHeading() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(CODE.matcher(Files.readString(page)).replaceAll(""));
            while (link.find()) {
                if (!leadsSomewhere(page, link.group(1))) {
                    broken.add(Module.BUILD.relativize(page) + ": " + link.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void aBrokenLinkIsFound() {
        Path page = Module.BUILD.resolve("docs/README.md");
        assertThat(leadsSomewhere(page, "concepts.md#words")).isTrue();
        assertThat(leadsSomewhere(page, "https://semver.org/")).isTrue();
        assertThat(leadsSomewhere(page, "concept.md")).isFalse();
        assertThat(leadsSomewhere(page, "concepts.md#word")).isFalse();
    }

    @Test
    void everyPageIsInTheReadingOrder() throws IOException {
        String order = Files.readString(Module.BUILD.resolve("docs/README.md"));
        String decisions = Files.readString(Module.BUILD.resolve("docs/adr/README.md"));
        assertThat(pages("docs").map(page -> page.getFileName().toString()))
                .allSatisfy(name -> assertThat(order).contains("(" + name + ")"));
        assertThat(pages("docs/adr").map(page -> page.getFileName().toString()))
                .allSatisfy(name -> assertThat(decisions).contains("(" + name + ")"));
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String folder : List.of("", "docs", "docs/adr", "benchmarks")) {
            pages(folder).forEach(pages::add);
            Path readme = Module.BUILD.resolve(folder).resolve("README.md");
            if (Files.exists(readme)) {
                pages.add(readme);
            }
        }
        return pages;
    }

    /** Returns the pages of a folder, without its README. */
    private static Stream<Path> pages(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Module.BUILD.resolve(folder))) {
            return files
                    .filter(file -> file.toString().endsWith(".md") && !file.endsWith("README.md"))
                    .toList()
                    .stream();
        }
    }

    private static boolean leadsSomewhere(Path page, String link) {
        if (link.matches("[a-z]+:.*")) {
            return true;
        }
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    /** Returns what a heading is called in a link: small letters, digits, hyphens for spaces, nothing else. */
    private static Set<String> anchors(Path page) {
        Set<String> anchors = new HashSet<>();
        try {
            Matcher heading = HEADING.matcher(Files.readString(page));
            while (heading.find()) {
                anchors.add(heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                        .replace(' ', '-'));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return anchors;
    }
}
