package dev.latchkey.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.http.spi.ManagedInterface;
import dev.latchkey.http.spi.Response;
import dev.latchkey.ports.query.AccessEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the files are served as, and what is in them. */
class ConsoleTest {
    private static final Path SOURCES = Path.of("src/main/resources/dev/latchkey/console");
    private static final int BUDGET = 120 * 1024;
    private static final ManagedInterface MANAGED = new ManagedInterface(
            "number",
            true,
            "x-api-key: ",
            Map.of("GET keys", new ManagedInterface.Operation(List.of("tenant", "status"), List.of())));

    private final Map<String, Response> pages = Console.assets().pages(MANAGED);

    @Test
    void policyLetsNothingInButTheFilesOfTheConsole() {
        assertThat(pages.values())
                .isNotEmpty()
                .allSatisfy(page -> assertThat(page.fields().value("Content-Security-Policy"))
                        .contains("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                                + "img-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; "
                                + "require-trusted-types-for 'script'; trusted-types 'none'"));
    }

    @Test
    void everyAnswerHasTheOtherFieldsOfSecurity() {
        assertThat(pages.values()).allSatisfy(page -> {
            assertThat(page.fields().value("X-Content-Type-Options")).contains("nosniff");
            assertThat(page.fields().value("Referrer-Policy")).contains("no-referrer");
            assertThat(page.fields().value("Cross-Origin-Opener-Policy")).contains("same-origin");
            assertThat(page.fields().value("Cross-Origin-Resource-Policy")).contains("same-origin");
            assertThat(page.fields().value("X-Frame-Options")).contains("DENY");
        });
    }

    @Test
    void onlyFilesWhosePathChangesWithThemAreCached() {
        pages.forEach((path, page) -> assertThat(page.fields().value("Cache-Control"))
                .as(path)
                .contains(path.matches("[0-9a-f]{16}/.*") ? "public, max-age=31536000, immutable" : "no-store"));
        assertThat(pages).containsKeys("", "config.json");
    }

    @Test
    void pageNamesFilesThatAreThere() {
        Matcher named = Pattern.compile("\"console/([^\"]+)\"").matcher(text(""));
        List<String> paths = named.results().map(found -> found.group(1)).toList();
        assertThat(paths).hasSize(4).allMatch(pages::containsKey);
    }

    @Test
    void everyFileOfTheJarIsServedWithItsType() throws IOException {
        Set<String> served = pages.keySet().stream()
                .map(path -> path.substring(path.indexOf('/') + 1))
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(SOURCES)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !name.equals("console.html")))
                    .allMatch(served::contains);
        }
        assertThat(pages.get("").fields().value("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(file("app.js").fields().value("Content-Type")).contains("text/javascript; charset=utf-8");
        assertThat(file("style.css").fields().value("Content-Type")).contains("text/css; charset=utf-8");
        assertThat(file("icon.svg").fields().value("Content-Type")).contains("image/svg+xml");
        assertThat(file("en.json").fields().value("Content-Type")).contains("application/json");
    }

    @Test
    void otherContentHasAnotherPath() {
        Map<String, Response> themed =
                Console.assets().styleSheet(":root { --accent: #b00020; }").pages(MANAGED);
        assertThat(themed.keySet())
                .doesNotContainAnyElementsOf(pages.keySet().stream()
                        .filter(path -> path.contains("/"))
                        .toList());
        assertThat(Console.assets().pages(MANAGED).keySet()).isEqualTo(pages.keySet());
    }

    @Test
    void allFilesTogetherAreSmall() {
        assertThat(pages.values().stream().mapToInt(page -> page.body().length).sum())
                .isLessThan(BUDGET);
    }

    @Test
    void configurationTellsTheChoicesOfTheHost() {
        Map<String, Response> chosen = Console.assets()
                .signIn("/login?next=\"")
                .languages("pt-BR")
                .example("/v1/me")
                .pages(MANAGED);
        assertThat(new String(chosen.get("config.json").body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"languages\":[\"pt-BR\"],\"signIn\":\"/login?next=\\\"\",\"example\":\"/v1/me\","
                        + "\"resource\":\"number\",\"snakeCase\":true,\"credential\":\"x-api-key: \",\"operations\":"
                        + "{\"GET keys\":{\"parameters\":[\"tenant\",\"status\"],\"members\":[]}}}");
    }

    @Test
    void onlyOriginsThatTheHostNamesFrameTheConsole() {
        Map<String, Response> framed =
                Console.assets().frameAncestors("https://admin.example.com").pages(MANAGED);
        assertThat(framed.get("").fields().value("Content-Security-Policy").orElseThrow())
                .contains("frame-ancestors https://admin.example.com;");
        assertThat(framed.get("").fields().value("X-Frame-Options")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a.example; script-src *", "admin.example.com", "'self' https://a.example", ""})
    void nothingButAnOriginIsAFrameAncestor(String text) {
        assertThatThrownBy(() -> Console.assets().frameAncestors(text)).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript:alert(1)", "//evil.example", "login", ""})
    void nothingButAPathOrAnAddressLeadsToTheLogin(String text) {
        assertThatThrownBy(() -> Console.assets().signIn(text)).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a b", "/$(reboot)", "/a\"", "v1"})
    void exampleIsAPathThatAShellLeavesAsItIs(String text) {
        assertThatThrownBy(() -> Console.assets().example(text)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void languagesAreThoseOfTheBundles() {
        assertThatThrownBy(() -> Console.assets().languages("de")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Console.assets().languages()).isInstanceOf(InvalidValueException.class);
    }

    /** A key that only one has would be shown in the wrong language. */
    @Test
    void bundlesHaveTheSameKeysAndPlaceholders() throws IOException {
        Map<String, String> english = bundle("en.json");
        Map<String, String> portuguese = bundle("pt-BR.json");
        assertThat(portuguese.keySet()).containsExactlyElementsOf(english.keySet());
        english.forEach((key, text) ->
                assertThat(placeholders(portuguese.get(key))).as(key).isEqualTo(placeholders(text)));
    }

    /** Those of a key's timeline and facts: what is refused without a proven key belongs to none. */
    @Test
    void constantsOfTheServerHaveWords() throws IOException {
        Set<AuditAction> ofTenants = EnumSet.range(AuditAction.TENANT_ENDED, AuditAction.IDLE_CONFIRMED);
        Set<Refusal> ofNoKey = EnumSet.range(Refusal.MISSING, Refusal.INVALID);
        assertThat(bundle("en.json").keySet())
                .containsAll(words("event.", EnumSet.complementOf(EnumSet.copyOf(ofTenants))))
                .containsAll(words("event.", EnumSet.allOf(AccessEvent.Kind.class)))
                .containsAll(words("cause.", EnumSet.allOf(Suspension.Cause.class)))
                .containsAll(words("actor.", EnumSet.allOf(Actor.Kind.class)))
                .containsAll(words("status.", EnumSet.allOf(KeyStatus.class)));
        assertThat(EnumSet.complementOf(EnumSet.copyOf(ofNoKey)))
                .allSatisfy(one -> assertThat(bundle("en.json")).containsKey("refusal." + one.name()));
    }

    private static List<String> words(String group, Set<? extends Enum<?>> constants) {
        return constants.stream()
                .map(one -> group + one.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }

    @Test
    void everyKeyThatTheScriptsNameHasWords() throws IOException {
        Set<String> keys = bundle("en.json").keySet().stream()
                .map(key -> key.replaceAll("\\.(one|other)$", ""))
                .collect(Collectors.toSet());
        Set<String> named = new TreeSet<>();
        for (String script : scripts().values()) {
            Pattern.compile("\\bt\\('([^']+)'").matcher(script).results().forEach(found -> named.add(found.group(1)));
        }
        assertThat(named).hasSizeGreaterThan(100).allMatch(keys::contains);
    }

    /** Elements and texts alone: no markup is parsed, and no text is run. */
    @Test
    void scriptsMakeNothingFromText() throws IOException {
        Pattern forbidden = Pattern.compile("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|srcdoc"
                + "|createContextualFragment|setHTML|\\beval\\(|new Function|\\.style\\b|setAttribute\\('style"
                + "|localStorage|sessionStorage|setTimeout\\('|javascript:|import\\(");
        scripts()
                .forEach((name, script) ->
                        assertThat(forbidden.matcher(script).find()).as(name).isFalse());
    }

    @Test
    void filesNameNoOtherOrigin() throws IOException {
        Map<String, String> all = new LinkedHashMap<>(scripts());
        all.put("console.html", text(""));
        all.put("style.css", new String(file("style.css").body(), StandardCharsets.UTF_8));
        all.forEach((name, text) -> assertThat(text.replace("http://www.w3.org/2000/svg", ""))
                .as(name)
                .doesNotContainPattern("https?://[a-z]")
                .doesNotContain("@import", "url("));
    }

    @Test
    void pageHasNoScriptAndNoStyleInItself() {
        assertThat(text("")).doesNotContainPattern("<script(?![^>]* src=)").doesNotContain("style=", "<style");
    }

    private Response file(String name) {
        return pages.entrySet().stream()
                .filter(page -> page.getKey().endsWith("/" + name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    private String text(String path) {
        return new String(pages.get(path).body(), StandardCharsets.UTF_8);
    }

    private static Map<String, String> scripts() throws IOException {
        Map<String, String> scripts = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".js")).toList()) {
                scripts.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        assertThat(scripts).isNotEmpty();
        return scripts;
    }

    private static Map<String, String> bundle(String name) throws IOException {
        Map<String, String> words = new LinkedHashMap<>();
        try (JsonParser json = new JsonFactory().createParser(Files.readString(SOURCES.resolve(name)))) {
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                assertThat(words.put(key, json.nextTextValue()))
                        .as("twice: " + key)
                        .isNull();
            }
        }
        assertThat(words).isNotEmpty();
        return words;
    }

    private static Set<String> placeholders(String text) {
        return Pattern.compile("\\{\\w+}")
                .matcher(text)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toSet());
    }
}
