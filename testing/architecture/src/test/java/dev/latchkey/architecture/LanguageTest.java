package dev.latchkey.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What people read is plain: sources, resources, and pages. CONTRIBUTING.md says what to write instead. */
class LanguageTest {
    /** What has to be decoded. Say immediately, by default, required, anyone, previous, is notified. */
    private static final Pattern OBSCURE = Pattern.compile(
            "unless told(?! apart)|(?-i:\\bNeeded\\.)|The same (for|with|on)\\b|of one.s own|somebody|whoever|who does"
                    + "|\\bat once\\b|\\bformer\\b|\\bis told\\b|\\blands\\b|\\bflies\\b",
            Pattern.CASE_INSENSITIVE);

    /** A Javadoc and the declaration behind it, up to its parenthesis. What has none is a field, or a type. */
    private static final Pattern DOCUMENTED =
            Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\n((?: *@[^\\n]*\\n)*+)( *[^\\n;={(]*\\()", Pattern.DOTALL);

    private static final Pattern TYPE = Pattern.compile("\\b(class|record|interface|enum)\\b");
    private static final Pattern PUBLIC = Pattern.compile("\\b(public|protected)\\b");
    private static final Pattern INTERFACE = Pattern.compile("(?m)^public (sealed |non-sealed )?interface ");

    /** A verb in the third person ends in s. These words do too and are none. */
    private static final Pattern VERB = Pattern.compile("(?!(As|Has|Is|Keys|This|Was|Its|Always)\\b)[A-Z][a-z]+s");

    /** What begins with anything else is no text, or not ours: a released SQL file never changes. */
    private static final Pattern TEXT = Pattern.compile(".*\\.(java|md|sql|properties|yml|html|js|sh)");

    private static final Pattern RELEASED = Pattern.compile("V[0-9.]+__.*\\.sql");

    @Test
    void sentencesArePlain() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (OBSCURE.matcher(lines.get(i)).find()) {
                    found.add(Module.BUILD.relativize(file) + ":" + (i + 1) + ": "
                            + lines.get(i).strip());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void theJavadocOfAMethodBeginsWithAVerbInTheThirdPerson() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            if (isPublished(Module.BUILD.relativize(file))) {
                for (String sentence : withoutVerb(Files.readString(file))) {
                    found.add(Module.BUILD.relativize(file) + ": " + sentence);
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void anObscureSentenceIsFound() {
        assertThat(List.of(
                        "100 unless told otherwise",
                        "The store. Needed.",
                        "The same for the other",
                        "Revoked at once.",
                        "The former key"))
                .allMatch(sentence -> OBSCURE.matcher(sentence).find());
        assertThat(List.of("what is needed.", "transformer", "informs", "nulls are equal unless told apart"))
                .noneMatch(sentence -> OBSCURE.matcher(sentence).find());
    }

    @Test
    void aMethodWithoutVerbIsFound() {
        String type = "/** A store. */\npublic final class Store {\n";
        assertThat(withoutVerb(type + "    /** Where keys are. */\n    public Keys keys() {"))
                .hasSize(1);
        assertThat(withoutVerb(type + "    /**\n     * Set it.\n     */\n    @Deprecated\n    public void set() {"))
                .hasSize(1);
        assertThat(withoutVerb(type + "    /** Returns keys. */\n    public Keys keys() {"))
                .isEmpty();
        assertThat(withoutVerb(type + "    /** Never the key. */\n    @Override\n    public String toString() {"))
                .isEmpty();
        assertThat(withoutVerb(type + "    /** How many. */\n    int count() {"))
                .isEmpty();
        assertThat(withoutVerb("/** A store. */\npublic interface Store {\n    /** The keys. */\n    Keys keys();"))
                .hasSize(1);
    }

    private static boolean isPublished(Path file) {
        return file.toString().contains("/src/main/java/")
                && !file.startsWith("benchmarks")
                && !file.startsWith("examples")
                && !file.startsWith("testing");
    }

    /** Returns the first sentences of methods that others can call, where they begin with another word. */
    private static List<String> withoutVerb(String source) {
        List<String> found = new ArrayList<>();
        boolean contract = INTERFACE.matcher(source).find();
        Matcher documented = DOCUMENTED.matcher(source);
        while (documented.find()) {
            String signature = documented.group(3);
            String text =
                    documented.group(1).replaceAll("\\s*\\n\\s*\\*\\s?", " ").strip();
            boolean seen =
                    PUBLIC.matcher(signature).find() || (contract && signature.matches(" {4}(?!private|return)\\S.*"));
            // What overrides has the Javadoc of what it overrides, and says why in its own.
            boolean method =
                    !TYPE.matcher(signature).find() && !documented.group(2).contains("@Override");
            if (seen && method && !VERB.matcher(text.split("[ .,:]", 2)[0]).matches()) {
                found.add(text.split(" @", 2)[0]);
            }
        }
        return found;
    }

    /** Returns the files with text. This one holds what it forbids. */
    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(Module.BUILD, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean ours = !name.equals("target") && !name.equals("node_modules") && !name.startsWith(".");
                return ours || folder.equals(Module.BUILD) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (TEXT.matcher(name).matches()
                        && !RELEASED.matcher(name).matches()
                        && !name.equals("LanguageTest.java")) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }
}
