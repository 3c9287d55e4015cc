package dev.latchkey.http.internal.endpoint.managed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.Labels;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.json.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The patterns of the OpenAPI document accept what the values accept. */
class ValueSchemasTest {
    private static final String LONG_BLANKS = "\u00a0\u2003\u3000";

    @Test
    void texts() throws IOException {
        List<String> texts = Stream.concat(
                        Stream.of("", " ", LONG_BLANKS, "a", " a ", "a b", "é😀", "a,b", ",", "😀 ", "\u200b"),
                        IntStream.rangeClosed(0, 0xa1).mapToObj(c -> "a" + (char) c))
                .toList();
        check(ValueSchemas.text("", 100), texts, text -> Labels.of("n").owner(text));
        check(ValueSchemas.tag(""), texts, text -> Labels.of("n").tags(List.of(text)));
    }

    @Test
    void permissions() throws IOException {
        check(
                ValueSchemas.permission(""),
                List.of("", "*", "a", "a:b", "a:*", "a:", ":a", "a:*:b", "*:a", "a b", "A.b-c_d:e", "é"),
                text -> Permissions.of(List.of(text)));
    }

    @Test
    void networks() throws IOException {
        check(
                ValueSchemas.network(""),
                List.of(
                        "10.0.0.0/8",
                        "127.0.0.1",
                        "0.0.0.0/0",
                        "255.255.255.255/32",
                        "256.0.0.1",
                        "1.2.3",
                        "01.2.3.4",
                        "1.2.3.4/33",
                        "1.2.3.4/",
                        "::",
                        "::/0",
                        "::1/128",
                        "::1/129",
                        "2001:db8::/32",
                        "1:2:3:4:5:6:7:8",
                        "1:2:3:4:5:6:7::",
                        "::2:3:4:5:6:7:8",
                        "1:2:3:4:5:6:7:8:9",
                        "1::2::3",
                        "12345::",
                        "g::",
                        ":1",
                        "1:",
                        "localhost",
                        "fe80::1%eth0",
                        ""),
                Cidr::parse);
    }

    /** Every place and length of the gap. */
    @Test
    void shortenedAddresses() throws IOException {
        long seed = Long.getLong("latchkey.seed", System.nanoTime());
        Random random = new Random(seed);
        List<String> addresses = IntStream.range(0, 2000)
                .mapToObj(i -> groups(random, random.nextInt(9))
                        + (random.nextInt(4) == 0 ? ":" : "::")
                        + groups(random, random.nextInt(9)))
                .toList();
        check(ValueSchemas.network("seed " + seed), addresses, Cidr::parse);
    }

    private static String groups(Random random, int count) {
        return String.join(
                ":",
                IntStream.range(0, count)
                        // An address that begins with zeros and ffff is one of IPv4.
                        .mapToObj(i -> Integer.toHexString(1 + random.nextInt(0xfffe)))
                        .toList());
    }

    @Test
    void durations() throws IOException {
        check(
                ValueSchemas.duration(""),
                List.of(
                        "P1D",
                        "PT1H",
                        "PT1M",
                        "PT1S",
                        "P1DT1H1M1.5S",
                        "PT1H1S",
                        "PT1M1S",
                        "P1DT1S",
                        "PT0.000000001S",
                        "P",
                        "PT",
                        "P1DT",
                        "P1W",
                        "P1M",
                        "P1Y",
                        "1D",
                        "PT1D",
                        "PT1S1M",
                        "PT1.5H",
                        "PT.5S",
                        " PT1S",
                        ""),
                text -> {
                    try {
                        assertThat(Duration.parse(text)).isNotNull();
                    } catch (DateTimeParseException e) {
                        throw new InvalidValueException("duration", "must be one");
                    }
                });
    }

    private static void check(JsonSchema schema, List<String> texts, Consumer<String> value) throws IOException {
        Pattern pattern = Pattern.compile(pattern(schema));
        for (String text : texts) {
            boolean valid = true;
            try {
                value.accept(text);
            } catch (InvalidValueException e) {
                valid = false;
            }
            assertThat(pattern.matcher(text).matches())
                    .as("%s %s", schema.description(), text)
                    .isEqualTo(valid);
        }
    }

    private static String pattern(JsonSchema schema) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(JsonWriter.object(schema::define))) {
            while (json.nextToken() != JsonToken.END_OBJECT) {
                if (json.currentToken() == JsonToken.FIELD_NAME
                        && json.currentName().equals("pattern")) {
                    return json.nextTextValue();
                }
            }
        }
        throw new AssertionError("no pattern");
    }
}
