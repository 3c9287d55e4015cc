package dev.latchkey.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.access.Requirement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page about importing: its code is compiled, and does what it says. */
class ImportingPageTest {
    private static final String OLD = "sk_live_0123456789abcdef0123456789abcdef";

    @Test
    void everySnippetOfThePageIsCompiledToTheLetter() throws IOException {
        Snippets.assertCompiled(
                "docs/importing.md",
                "examples/snippets/src/test/java/dev/latchkey/examples/snippets/ImportingSnippets.java");
    }

    @Test
    void aKeyOfWhichOnlyTheDigestWasImportedIsAccepted() throws GeneralSecurityException {
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(OLD.getBytes(StandardCharsets.US_ASCII));
        List<ImportingSnippets.OldKey> keys = List.of(
                new ImportingSnippets.OldKey("acme", "ci", HexFormat.of().formatHex(sha256), "cdef"));
        try (Latchkey latchkey = ImportingSnippets.build(new InMemoryKeyStore(), new byte[32])) {
            assertThat(ImportingSnippets.digests(latchkey, keys)).isEmpty();
            assertThat(ImportingSnippets.digests(latchkey, keys)).as("again").isEmpty();
            Verdict verdict = latchkey.authenticator().authenticate(OLD, Requirement.TENANT, null);
            assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.ACCEPTED);
        }
    }
}
