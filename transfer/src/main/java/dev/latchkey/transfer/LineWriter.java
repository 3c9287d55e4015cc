package dev.latchkey.transfer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Writes lines, each a JSON object. */
final class LineWriter {
    private final OutputStream out;
    private long lines;

    LineWriter(OutputStream out) {
        this.out = out;
    }

    long lines() {
        return lines;
    }

    void write(String type, Consumer<JsonOut> members) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = Format.JSON.createGenerator(text)) {
            new JsonOut(generator).braces(json -> {
                json.text("type", type);
                members.accept(json);
            });
        }
        byte[] line = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        lines++;
        if (line.length > Format.MAX_LINE + 1) {
            throw TransferException.at(lines, "would be longer than " + Format.MAX_LINE + " bytes");
        }
        out.write(line);
    }
}
