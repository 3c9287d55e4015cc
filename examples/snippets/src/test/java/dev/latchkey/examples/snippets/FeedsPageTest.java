package dev.latchkey.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

/** The page about feeds: its code is compiled, and two nodes on H2 hear each other by it. */
class FeedsPageTest {
    private static final Actor ADMIN = Actor.host("test");

    @Test
    void everySnippetOfThePageIsCompiledToTheLetter() throws IOException {
        Snippets.assertCompiled(
                "docs/feeds.md", "examples/snippets/src/test/java/dev/latchkey/examples/snippets/FeedsSnippets.java");
    }

    @Test
    void twoNodesOnH2HearEachOther() {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:feeds;DB_CLOSE_DELAY=-1", "sa", "");
        JdbcSchema.apply(pool);
        try (Latchkey one = FeedsSnippets.cached(JdbcKeyStore.on(pool), FeedsSnippets.polling(pool));
                Latchkey other = FeedsSnippets.cached(JdbcKeyStore.on(pool), FeedsSnippets.polling(pool))) {
            IssuedKey issued = one.keys()
                    .issue(KeySpec.of("tenant", Scope.tenant(), "test").allPermissions(), ADMIN)
                    .orElseThrow();
            assertThat(ask(other, issued)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
            one.keys().revoke("tenant", issued.key().id(), "test", ADMIN).orElseThrow();
            assertThat(ask(one, issued)).returns(Verdict.Outcome.REFUSED, Verdict::outcome);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (ask(other, issued).outcome() == Verdict.Outcome.ACCEPTED) {
                assertThat(System.nanoTime()).as("nobody told").isLessThan(deadline);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        } finally {
            pool.dispose();
        }
    }

    private static Verdict ask(Latchkey latchkey, IssuedKey issued) {
        return latchkey.authenticator().authenticate(issued.rawKey().reveal(), Requirement.ANY, null);
    }
}
