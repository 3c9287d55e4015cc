package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.json.JsonParserFactory;

/**
 * The metadata for editors has the properties that are bound, and the page about embedding has a table made of the
 * metadata.
 */
class PropertiesPageTest {
    private static final String METADATA = "/META-INF/spring-configuration-metadata.json";

    @Test
    void metadataNamesEachPropertyThatIsBound() throws IOException {
        assertThat(properties())
                .extracting(property -> property.get("name"))
                .containsExactlyInAnyOrderElementsOf(bound("latchkey", LatchkeyProperties.class));
    }

    @Test
    void pageHasTheTableOfTheProperties() throws IOException {
        String table = properties().stream()
                .map(property -> "| `%s` | %s | %s |%n"
                        .formatted(
                                property.get("name"),
                                property.containsKey("defaultValue") ? "`" + property.get("defaultValue") + "`" : "",
                                property.get("description")))
                .collect(Collectors.joining());
        assertThat(Files.readString(Path.of("../../docs/embedding.md")))
                .contains("| property | default | meaning |\n|---|---|---|\n" + table.replace("\r", ""));
    }

    @Test
    void pageHasEachPropertyOfAnEntry() throws IOException {
        String page = Files.readString(Path.of("../../docs/embedding.md"));
        List<String> names = bound("latchkey.bootstrap[n]", LatchkeyProperties.Bootstrap.class);
        names.addAll(bound("latchkey.web.admin.operators[n]", LatchkeyProperties.OperatorRights.class));
        assertThat(names).allSatisfy(name -> assertThat(page).contains("| `" + name + "` |"));
    }

    @SuppressWarnings("unchecked") // The metadata lists properties as objects.
    private static List<Map<String, Object>> properties() throws IOException {
        try (InputStream in = LatchkeyProperties.class.getResourceAsStream(METADATA)) {
            String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return (List<Map<String, Object>>)
                    (List<?>) JsonParserFactory.getJsonParser().parseMap(json).get("properties");
        }
    }

    private static List<String> bound(String prefix, Class<?> type) {
        List<String> names = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "."
                    + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (component.getType().isRecord()) {
                names.addAll(bound(name, component.getType()));
            } else {
                names.add(name);
            }
        }
        return names;
    }
}
