package dev.latchkey.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.ConfiguredKeyResult;
import dev.latchkey.IdempotentResult;
import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.Result;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.access.KeyPolicy;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Labels;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.SearchPage;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
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
    void aPolicyBoundsNewKeysAndAReportNamesThoseThatWouldBreakIt() {
        LatchkeyBuilder builder = Latchkey.builder()
                .store(new InMemoryKeyStore())
                .keyFormat(KeyFormat.of("test_"))
                .clock(Clock.fixed(Instant.parse("2030-01-31T12:00:00Z"), ZoneOffset.UTC));
        ManagingKeysSnippets.policy(builder);
        try (Latchkey latchkey = builder.build()) {
            KeySpec trial = KeySpec.of("trial-1", Scope.tenant(), "ci");
            ApiKey key = latchkey.keys().issue(trial, ADMIN).orElseThrow().key();
            assertThat(key.expiresAt()).isEqualTo(key.createdAt().plus(Duration.ofDays(90)));
            assertThat(key.limits().networks()).hasSize(1);
            KeyPolicy stricter = KeyPolicy.NONE.maxLifetime(Duration.ofDays(30));
            assertThat(ManagingKeysSnippets.report(latchkey, stricter).breaches())
                    .hasSize(1);
            assertThat(ManagingKeysSnippets.report(latchkey, KeyPolicy.NONE).breaches())
                    .isEmpty();
        }
    }

    @Test
    void keysAreLabeledSuspendedAndResumedAsThePageSays() {
        try (Latchkey latchkey = Latchkey.builder()
                .store(new InMemoryKeyStore())
                .keyFormat(KeyFormat.of("test_"))
                .build()) {
            Instant nextYear = latchkey.clock().instant().plus(Duration.ofDays(365));
            UUID id = ManagingKeysSnippets.label(latchkey, nextYear, ADMIN);
            ApiKey labeled = latchkey.keys().find("acme", id).orElseThrow();
            assertThat(labeled.labels())
                    .isEqualTo(new Labels(
                            "nightly", "eve@example.org", List.of("ci", "prod"), "Publishes the nightly build."));
            assertThat(labeled.expiresAt()).isEqualTo(nextYear);
            assertThat(labeled.identity().provenance().createdBy()).isEqualTo(ADMIN);

            ManagingKeysSnippets.suspend(latchkey, id, ADMIN);
            ApiKey resumed = latchkey.keys().find("acme", id).orElseThrow();
            assertThat(resumed.suspension()).isNull();
            assertThat(resumed.version()).isEqualTo(labeled.version() + 2);
        }
    }

    @Test
    void keysAreSearchedAsThePageSays() {
        try (Latchkey latchkey = Latchkey.builder()
                .store(new InMemoryKeyStore())
                .keyFormat(KeyFormat.of("test_"))
                .build()) {
            Instant now = latchkey.clock().instant();
            KeySpec plain = KeySpec.of("acme", Scope.tenant(), "ci");
            ApiKey owned = latchkey.keys()
                    .issue(plain.owner("ada@example.org"), ADMIN)
                    .orElseThrow()
                    .key();
            ApiKey expiring = latchkey.keys()
                    .issue(plain.expiresAt(now.plus(Duration.ofDays(9))), ADMIN)
                    .orElseThrow()
                    .key();

            List<SearchPage> pages = ManagingKeysSnippets.search(latchkey, now);
            assertThat(pages.get(0).items()).extracting(ListedKey::key).containsExactly(owned);
            assertThat(pages.get(1).items()).extracting(ListedKey::key).containsExactly(expiring);
            assertThat(pages.get(2).items()).as("both keys are new").isEmpty();
            assertThat(ManagingKeysSnippets.search(latchkey, now.plus(Duration.ofDays(91)))
                            .get(2)
                            .items())
                    .extracting(ListedKey::key)
                    .containsExactly(owned);
        }
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

    @Test
    void keysOfTheConfigurationAreMadeOnce() {
        String value = new SecretGenerator().rawKey(KeyFormat.of("test_")).reveal();
        try (Latchkey latchkey = Latchkey.builder()
                .store(new InMemoryKeyStore())
                .keyFormat(KeyFormat.of("test_"))
                .build()) {
            assertThat(ManagingKeysSnippets.configured(latchkey, value))
                    .extracting(ConfiguredKeyResult::outcome)
                    .containsExactly(ConfiguredKeyResult.Outcome.CREATED);
            assertThat(ManagingKeysSnippets.configured(latchkey, value))
                    .extracting(ConfiguredKeyResult::outcome)
                    .containsExactly(ConfiguredKeyResult.Outcome.UNCHANGED);
        }
    }

    @Test
    void everyOutcomeIsInTheTable() throws IOException {
        String page = Snippets.read("docs/managing-keys.md");
        for (ConfiguredKeyResult.Outcome outcome : ConfiguredKeyResult.Outcome.values()) {
            assertThat(page).contains("| `" + outcome + "` |");
        }
    }
}
