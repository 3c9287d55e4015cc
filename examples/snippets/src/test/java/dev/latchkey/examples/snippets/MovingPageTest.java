package dev.latchkey.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.transfer.ImportCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about moving: its code is compiled, and does what it says. */
class MovingPageTest {
    @TempDir
    private Path folder;

    @Test
    void everySnippetOfThePageIsCompiledToTheLetter() throws IOException {
        Snippets.assertCompiled(
                "docs/moving.md", "examples/snippets/src/test/java/dev/latchkey/examples/snippets/MovingSnippets.java");
    }

    @Test
    void aKeyThatWasMovedIsAcceptedFromTheOtherStore() throws IOException {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:moving;DB_CLOSE_DELAY=-1", "sa", "");
        JdbcSchema.apply(pool);
        KeyStore source = new InMemoryKeyStore();
        KeyStore target = JdbcKeyStore.on(pool);
        Path file = folder.resolve("keys.jsonl");
        try (Latchkey before = latchkey(source);
                Latchkey after = latchkey(target)) {
            IssuedKey issued = before.keys()
                    .issue(KeySpec.of("acme", Scope.tenant(), "test").allPermissions(), Actor.host("test"))
                    .orElseThrow();
            assertThat(MovingSnippets.export(source, file).keys()).isEqualTo(1);
            ImportCounts counts = MovingSnippets.read(target, file);
            assertThat(counts.restored()).isEqualTo(1);
            assertThat(MovingSnippets.read(target, file).unchanged())
                    .as("again")
                    .isEqualTo(1);

            Verdict verdict = after.authenticator().authenticate(issued.rawKey().reveal(), Requirement.ANY, null);
            assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.ACCEPTED);
            assertThat(Files.readString(file)).doesNotContain(issued.rawKey().reveal());
            MovingSnippets.audit(source, file);
            assertThat(Files.readAllLines(file)).hasSize(3);
        } finally {
            pool.dispose();
        }
    }

    private static Latchkey latchkey(KeyStore store) {
        return Latchkey.builder().store(store).keyFormat(KeyFormat.of("acme_")).build();
    }
}
