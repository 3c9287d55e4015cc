package dev.latchkey.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IdempotentResult;
import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.Result;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The page about managing keys: its code is compiled, and does what the page says. */
class ManagingKeysPageTest {
    private static final Actor ADMIN = Actor.user("alice");

    @Test
    void everySnippetOfThePageIsCompiledToTheLetter() throws IOException {
        Snippets.assertCompiled(
                "docs/managing-keys.md",
                "examples/snippets/src/test/java/dev/latchkey/examples/snippets/ManagingKeysSnippets.java");
    }

    @Test
    void rotationsBeginAndEndAsThePageSays() {
        try (Latchkey latchkey = Latchkey.builder()
                .store(new InMemoryKeyStore())
                .keyFormat(KeyFormat.of("test_"))
                .build()) {
            IssuedKey issued = latchkey.keys()
                    .issue(KeySpec.of("acme", Scope.tenant(), "ci").allPermissions(), ADMIN)
                    .orElseThrow();
            UUID id = issued.key().id();
            assertThat(ManagingKeysSnippets.state(latchkey, id)).isEmpty();

            IssuedKey overlapping = ManagingKeysSnippets.overlap(latchkey, id, ADMIN);
            assertThat(overlapping.key().currentSecret()).isEqualTo(overlapping.secret());
            assertThat(ManagingKeysSnippets.state(latchkey, id)).isPresent();
            IssuedKey replaced = ManagingKeysSnippets.now(latchkey, id, ADMIN);
            assertThat(replaced.key().rotation()).isNull();

            List<Result<ApiKey>> ends = ManagingKeysSnippets.firstUse(latchkey, id, ADMIN);
            assertThat(ends.get(0).isDone()).isTrue();
            assertThat(ends.get(1).outcome()).isEqualTo(Result.Outcome.NO_ROTATION);

            IdempotentResult once =
                    ManagingKeysSnippets.once(latchkey, id, ADMIN).orElseThrow();
            IdempotentResult again =
                    ManagingKeysSnippets.once(latchkey, id, ADMIN).orElseThrow();
            assertThat(again.repeated()).isTrue();
            assertThat(again.secret()).isEqualTo(once.secret());
        }
    }
}
