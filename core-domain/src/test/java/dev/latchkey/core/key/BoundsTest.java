package dev.latchkey.core.key;

import static dev.latchkey.core.Samples.NOW;
import static dev.latchkey.core.Samples.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.Samples;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every text that comes from outside is bounded where it enters the model. */
class BoundsTest {
    /** Half of a character. */
    private static final String SURROGATE = "\ud800";

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u0000", "a\u0000b", "\ud800", "a\u001b[0m"})
    void textIsCheckedWhereverItEnters(String wrong) {
        assertRefused("tenant", () -> KeySpec.of(wrong, Scope.tenant(), "name"));
        assertRefused("name", () -> KeySpec.of("acme", Scope.tenant(), wrong));
        assertRefused("slot", () -> SPEC.slot(wrong));
        assertRefused("resource", () -> Scope.resource(wrong));
        assertRefused("reason", () -> new Revocation(NOW, wrong, null));
        assertRefused("reason", () -> new Suspension(Suspension.Cause.IDLE, NOW, wrong, null));
        assertRefused("name", () -> Samples.issued(SPEC).by(Samples.ACTOR, NOW).rename(wrong));
    }

    @Test
    void idsHave128CharactersNames100AndReasons500() {
        String id = "x".repeat(128);
        String name = "x".repeat(100);
        KeySpec longest = KeySpec.of(id, Scope.resource(id), name).slot(name);
        assertThat(longest.tenant()).isEqualTo(id);
        assertThat(Actor.host(id).id()).isEqualTo(id);
        assertRefused("tenant", () -> KeySpec.of(id + "x", Scope.tenant(), name));
        assertRefused("resource", () -> Scope.resource(id + "x"));
        assertRefused("name", () -> KeySpec.of(id, Scope.tenant(), name + "x"));
        assertRefused("slot", () -> longest.slot(name + "x"));
        String reason = "x".repeat(500);
        assertThat(new Suspension(Suspension.Cause.IDLE, NOW, reason, null).reason())
                .isEqualTo(reason);
        assertThat(new Revocation(NOW, reason, null).reason()).isEqualTo(reason);
        assertRefused("reason", () -> new Suspension(Suspension.Cause.IDLE, NOW, reason + "x", null));
        assertRefused("reason", () -> new Revocation(NOW, reason + "x", null));
    }

    @Test
    void anActorHas255CharactersAndALongerOneIsCutWithAMarkOfItsOwn() {
        String longest = "\ud83d\udd11".repeat(255);
        assertThat(Actor.user(longest).id()).isEqualTo(longest);
        Actor one = Actor.user(longest + "x");
        Actor other = Actor.user(longest + "y");
        for (Actor cut : new Actor[] {one, other}) {
            assertThat(cut.id().codePointCount(0, cut.id().length())).isEqualTo(255);
            assertThat(cut.id()).startsWith("\ud83d\udd11".repeat(222) + "\u2026");
        }
        assertThat(one).isNotEqualTo(other).isEqualTo(Actor.user(longest + "x"));
        assertThat(new Actor(Actor.Kind.USER, one.id(), Origin.UNKNOWN)).isEqualTo(one);
    }

    @Test
    void aKeyIsEndedHoweverLongTheReason() {
        String longest = "\ud83d\udd11".repeat(500);
        String cut = "\ud83d\udd11".repeat(499) + "\u2026";
        ApiKey key = Samples.issued(SPEC);
        for (String[] row : new String[][] {
            {longest, longest}, {longest + "x", cut}, {"x".repeat(100_000), "x".repeat(499) + "\u2026"}
        }) {
            Actor actor = Actor.user("x".repeat(100_000));
            Changed revoked = (Changed) key.by(actor, NOW).revoke(row[0]);
            assertThat(revoked.next().revocation().reason()).isEqualTo(row[1]);
            assertThat(revoked.event().detail()).isEqualTo(row[1]);
            Changed suspended = (Changed) key.by(actor, NOW).suspend(row[0]);
            assertThat(suspended.next().suspension().reason()).isEqualTo(row[1]);
            assertThat(suspended.event().detail()).isEqualTo(row[1]);
        }
    }

    @Test
    void aKeyIsEndedWhateverTheReasonAndTheActorAre() {
        String[][] rows = {
            {null, "\u2026"},
            {"", "\u2026"},
            {"  ", "\u2026"},
            {"\u00a0", "\u2026"},
            {"stolen\nticket 7", "stolen ticket 7"},
            {"a\tb\r\n", "a b  "},
            {"a\0b", "a\ufffdb"},
            {"\0", "\ufffd"},
            {"a\u001b[0m", "a\ufffd[0m"},
            {"a" + SURROGATE, "a\ufffd"},
            {"x".repeat(600) + "\n", "x".repeat(499) + "\u2026"},
            {"\u2028x", "\u2028x"}
        };
        for (String[] row : rows) {
            assertEnded(row[0], row[1]);
        }
    }

    private static void assertEnded(@Nullable String given, String kept) {
        ApiKey key = Samples.issued(SPEC);
        Actor actor = Actor.user(given).from(new Origin(given, given, false));
        Changed suspended = (Changed) key.by(actor, NOW).suspend(given);
        assertThat(suspended.next().suspension().reason()).isEqualTo(kept);
        Changed revoked = (Changed) suspended.next().by(actor, NOW).revoke(given);

        assertThat(revoked.next().revocation().reason()).isEqualTo(kept);
        assertThat(revoked.event().detail()).isEqualTo(kept);
        for (String text : new String[] {kept, actor.id()}) {
            assertThat(Checks.text("stored", text, Checks.REASON)).isSameAs(text);
        }
        assertThat(revoked.event().actor()).isEqualTo(actor);
    }

    @Test
    void actorsWhoseIdsDifferInWhatCannotBeKeptStayDifferent() {
        List<String> ids =
                List.of("", " ", "a b", "a\nb", "a\tb", "a\u0000", "a\u0001", "a" + SURROGATE, "a\ud801", "a\ufffd");
        assertThat(ids.stream().map(id -> Actor.user(id).id())).doesNotHaveDuplicates();
        assertThat(Actor.user("a b").id()).isEqualTo("a b");
        assertThat(Actor.user("a\nb").id()).startsWith("a b\u2026").hasSize(36);
        Actor longest = Actor.user("\n" + "x".repeat(255));
        assertThat(longest.id()).hasSize(255);
        assertThat(Actor.user(longest.id())).isEqualTo(longest);
    }

    @Test
    void anExpiryIsCutToMillisecondsAndBounded() {
        assertThat(SPEC.expiresAt(NOW.plusNanos(1)).expiresAt()).isEqualTo(NOW);
        assertThat(SPEC.expiresAt(null).expiresAt()).isNull();
        assertRefused("expiresAt", () -> SPEC.expiresAt(Instant.MAX));
    }

    @Test
    void aSecretsPartsAreBounded() {
        Secret longest = secret("HANDLE000", "p".repeat(20), "wxyz", "h".repeat(400));
        assertThat(longest.prefix()).hasSize(20);
        assertThat(longest.hash()).hasSize(400);
        assertThat(secret("HANDLE000", "", "wxyz", "h").prefix()).isEmpty();
        assertThat(secret("HANDLE000", "", "", "h").lastFour()).isEmpty();
        assertRefused("handle", () -> secret("short", "ps_", "wxyz", "h"));
        assertRefused("prefix", () -> secret("HANDLE000", "p".repeat(21), "wxyz", "h"));
        assertRefused("lastFour", () -> secret("HANDLE000", "ps_", "xyz", "h"));
        assertRefused("lastFour", () -> secret("HANDLE000", "ps_", "vwxyz", "h"));
        assertRefused("hash", () -> secret("HANDLE000", "ps_", "wxyz", ""));
        assertRefused("hash", () -> secret("HANDLE000", "ps_", "wxyz", "h".repeat(401)));
    }

    @Test
    void aVersionBeginsAtOne() {
        assertRefused(
                "version",
                () -> new AuditEvent(Samples.ID, 0, "acme", NOW, AuditAction.ISSUED, Samples.ACTOR, "", List.of()));
        assertThat(key(1).version()).isEqualTo(1);
        assertRefused("version", () -> key(0));
    }

    private static ApiKey key(long version) {
        ApiKey issued = Samples.issued(SPEC);
        return new ApiKey(
                issued.identity(),
                issued.labels(),
                issued.authority(),
                issued.lifecycle(),
                version,
                issued.createdAt(),
                issued.secrets(),
                null);
    }

    private static Secret secret(String handle, String prefix, String lastFour, String hash) {
        return new Secret(handle, prefix, lastFour, hash, null, null, NOW, null);
    }

    private static void assertRefused(String field, ThrowingCallable call) {
        assertThatThrownBy(call, "a value with an invalid %s", field)
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo(field));
    }
}
