package dev.latchkey.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Peppers;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.ports.KeyStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The page about security: its code is compiled, and its secrets have the sizes that it names. */
class SecurityPageTest {
    private static final Actor ADA = Actor.user("ada");
    private static final String IMPORTED = "sk_live_0123456789abcdef0123456789abcdef";

    @Test
    void everySnippetOfThePageIsCompiledToTheLetter() throws IOException {
        Snippets.assertCompiled(
                "docs/security.md",
                "examples/snippets/src/test/java/dev/latchkey/examples/snippets/SecuritySnippets.java");
    }

    @Test
    void aHostWithItsThreeSecretsShowsAndAcceptsItsKeys() {
        KeyStore store = new InMemoryKeyStore();
        KeySpec spec = KeySpec.of("acme", Scope.tenant(), "ci").allPermissions();
        try (Latchkey latchkey = SecuritySnippets.secrets(store, new byte[32], new byte[32], new byte[32])) {
            IssuedKey issued = latchkey.keys().issue(spec, ADA).orElseThrow();
            assertThat(SecuritySnippets.reveal(latchkey, issued.key(), ADA))
                    .containsEntry(issued.key().id(), issued.rawKey());
            assertThat(issued.key().currentSecret().hash()).contains(",keyid=" + base64("p1") + "$");
            assertThat(sealedCopy(issued.key())).startsWith("s1.");
            latchkey.imports().importKey(spec, IMPORTED, ADA).orElseThrow();
            assertThat(outcome(latchkey, IMPORTED)).isEqualTo(Verdict.Outcome.ACCEPTED);
        }
    }

    @Test
    void resealingNamesTheNextKeyInTheCopy() {
        KeyStore store = new InMemoryKeyStore();
        byte[] fresh = new byte[32];
        fresh[0] = 1;
        try (Latchkey before = SecuritySnippets.secrets(store, new byte[32], new byte[32], new byte[32]);
                Latchkey phase2 = Latchkey.builder()
                        .store(store)
                        .keyFormat(KeyFormat.of("acme_"))
                        .sealing(SealingKeys.of("s2", fresh).withPrevious("s1", new byte[32]))
                        .build()) {
            ApiKey key = before.keys()
                    .issue(KeySpec.of("acme", Scope.tenant(), "ci").allPermissions(), ADA)
                    .orElseThrow()
                    .key();
            assertThat(sealedCopy(
                            phase2.sealedKeys().reseal("acme", key.id(), ADA).orElseThrow()))
                    .startsWith("s2.");
        }
    }

    @Test
    void theSecretsHaveTheSizesThatThePageNames() {
        assertThat(Peppers.NONE.withCurrent("p1", new byte[16]).withPrevious("p0", new byte[64]))
                .isNotEqualTo(Peppers.NONE);
        assertThat(new ImportedKeys(new byte[64])).hasToString("ImportedKeys[redacted]");
        refuses(() -> Peppers.NONE.withCurrent("p1", new byte[15]));
        refuses(() -> Peppers.NONE.withCurrent("p1", new byte[65]));
        refuses(() -> new ImportedKeys(new byte[31]));
        refuses(() -> SealingKeys.of("s1", new byte[31]));
        refuses(() -> SealingKeys.of("s1", new byte[33]));
    }

    private static void refuses(ThrowingCallable secret) {
        assertThatThrownBy(secret).isInstanceOf(InvalidValueException.class);
    }

    private static Verdict.Outcome outcome(Latchkey latchkey, String rawKey) {
        return latchkey.authenticator()
                .authenticate(rawKey, Requirement.TENANT, null)
                .outcome();
    }

    private static String sealedCopy(ApiKey key) {
        return Objects.requireNonNull(key.currentSecret().sealedCopy()).encoded();
    }

    private static String base64(String id) {
        return Base64.getEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.US_ASCII));
    }
}
