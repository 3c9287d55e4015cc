package dev.latchkey.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.http.spi.ManagedInterface;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the page reads before it asks for anything: the host's choices, which are no secret. */
final class ConsoleConfig {
    private static final JsonFactory JSON = new JsonFactory();

    private ConsoleConfig() {}

    static byte[] json(
            ManagedInterface managed, List<String> languages, @Nullable String signIn, @Nullable String example) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            texts(json, "languages", languages);
            json.writeStringField("signIn", signIn);
            json.writeStringField("example", example);
            json.writeStringField("resource", managed.resource());
            json.writeBooleanField("snakeCase", managed.snakeCase());
            json.writeStringField("credential", managed.credential());
            json.writeObjectFieldStart("operations");
            for (Map.Entry<String, ManagedInterface.Operation> one : new TreeMap<>(managed.operations()).entrySet()) {
                json.writeObjectFieldStart(one.getKey());
                texts(json, "parameters", one.getValue().parameters());
                texts(json, "members", one.getValue().members());
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void texts(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
