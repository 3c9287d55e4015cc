package dev.latchkey.examples.customstore;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Puts another text of the same length into the rows of a key and of its events. */
final class RewrittenRows {
    private RewrittenRows() {}

    static boolean rewrite(MvFile file, ApiKey key, String text, String newer) {
        return file.change("rewrite " + key.id(), rows -> {
            String shelf = Layout.events(key.tenant(), key.id());
            List<AuditEvent> events =
                    rows.page(shelf, Layout.END, 10, Records::event).items();
            Stream.concat(
                            Stream.of(Layout.key(key.id())),
                            events.stream().flatMap(event -> Layout.index(event).stream()))
                    .forEach(name -> rows.put(name, replaced(Objects.requireNonNull(rows.get(name)), text, newer)));
            return true;
        });
    }

    private static byte[] replaced(byte[] row, String text, String newer) {
        // One char for each byte, so that nothing is lost on the way.
        String bytes = new String(row, StandardCharsets.ISO_8859_1);
        return bytes.replace(twoBytesEach(text), twoBytesEach(newer)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String twoBytesEach(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.ISO_8859_1);
    }
}
