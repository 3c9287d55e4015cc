package dev.latchkey.http;

import static dev.latchkey.http.ManagedHost.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.spi.Response;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** The bound of tags, which counts equal ones too, as the document's {@code maxItems} does. */
class ManagedTagsTest {
    @Test
    void equalTagsCountWhereverTheyAreGiven() {
        for (int count : new int[] {16, 17}) {
            boolean fits = count == 16;
            String tags = "\"tags\":" + Collections.nCopies(count, "\"t\"");
            try (ManagedHost host = new ManagedHost()) {
                Response issued = host.send("POST", "/keys", "{\"tenant\":\"acme\",\"name\":\"ci\"," + tags + "}");
                assertThat(issued.status()).as(text(issued)).isEqualTo(fits ? 201 : 400);
                Response changed = host.send("PATCH", "/keys/" + host.issue().id(), "{" + tags + "}");
                assertThat(changed.status()).as(text(changed)).isEqualTo(fits ? 200 : 400);
                assertThat(text(changed)).contains(fits ? "\"tags\":[\"t\"]" : "tags must have at most 16 entries");
            }
            KeySpec spec = KeySpec.of("acme", Scope.tenant(), "ci");
            String[] given = Collections.nCopies(count, "t").toArray(String[]::new);
            if (fits) {
                assertThat(spec.tags(given).labels().tags()).containsExactly("t");
            } else {
                // Imports and the configuration take a specification too.
                assertThatThrownBy(() -> spec.tags(given)).isInstanceOf(InvalidValueException.class);
            }
        }
    }
}
