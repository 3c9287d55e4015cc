package dev.latchkey.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.jdbc.JdbcAuditSink;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import java.io.IOException;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

/** The page about the past: its code is compiled, and does what it says. */
class HistoryPageTest {
    @Test
    void everySnippetOfThePageIsCompiledToTheLetter() throws IOException {
        Snippets.assertCompiled(
                "docs/history.md",
                "examples/snippets/src/test/java/dev/latchkey/examples/snippets/HistorySnippets.java");
    }

    @Test
    void whatIsReadAndRemovedIsAsThePageSays() {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:history;DB_CLOSE_DELAY=-1", "sa", "");
        JdbcSchema.apply(pool);
        try (Latchkey latchkey = Latchkey.builder()
                .store(JdbcKeyStore.on(pool))
                .auditSink(JdbcAuditSink.on(pool))
                .keyFormat(KeyFormat.of("acme_"))
                .build()) {
            IssuedKey issued = latchkey.keys()
                    .issue(KeySpec.of("acme", Scope.tenant(), "test").allPermissions(), Actor.host("test"))
                    .orElseThrow();
            Verdict verdict =
                    latchkey.authenticator().authenticate(issued.rawKey().reveal(), Requirement.ANY, null);
            assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.ACCEPTED);
            assertThat(latchkey.keys()
                            .suspend("acme", issued.key().id(), "test", Actor.user("ada"))
                            .isDone())
                    .isTrue();
            assertThat(latchkey.authenticator()
                            .authenticate(issued.rawKey().reveal(), Requirement.ANY, null)
                            .refusal())
                    .isEqualTo(Refusal.SUSPENDED);
            latchkey.flush();

            assertThat(HistorySnippets.usage(latchkey).get(issued.key().id()))
                    .satisfies(usage -> assertThat(usage.days()).hasSize(30).anyMatch(day -> day.accepted() == 1));
            assertThat(HistorySnippets.timeline(latchkey, issued.key().id()))
                    .extracting(line -> line.substring(line.indexOf(' ') + 1))
                    .containsExactly("REFUSED SUSPENDED", "SUSPENDED by ada", "ISSUED by test");
            HistorySnippets.removeOld(latchkey);
            HistorySnippets.erasePerson(latchkey);
            assertThat(HistorySnippets.timeline(latchkey, issued.key().id())).hasSize(3);
            HistorySnippets.eraseTenant(latchkey);
            assertThat(HistorySnippets.timeline(latchkey, issued.key().id()))
                    .noneMatch(line -> line.contains("REFUSED"));
        } finally {
            pool.dispose();
        }
    }
}
