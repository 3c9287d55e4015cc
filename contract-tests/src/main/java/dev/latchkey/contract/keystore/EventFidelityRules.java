package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.MemberChange;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Replacement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Fidelity to every value of an event that was stored: KS8.
 *
 * <p>If this fails, look at the types, lengths, and collations of columns, at the driver's conversions of text
 * and instants, and at how an empty, a missing, and a default value are told apart.
 */
abstract class EventFidelityRules extends StoreRules {
    @Test
    void ks8_namesReasonsActorsAndDetailsAreKept() {
        for (String text : Samples.texts(100)) {
            ApiKey key = insert(KeySpec.of("acme", Scope.tenant(), text));
            Actor actor = Actor.host(text);
            Changed suspended = Keys.changed(key.by(actor, at(1)).suspend(text));
            Changed revoked = Keys.changed(suspended.next().by(actor, at(2)).revoke(text));
            assertReplaced(suspended);
            assertReplaced(revoked);

            assertStored(revoked.next());
            assertThat(history(key)).startsWith(revoked.event(), suspended.event());
        }
    }

    @Test
    void ks8_theLongestReasonsAndActorsAreKept() {
        List<String> reasons = Samples.texts(500);
        List<String> actors = Samples.texts(255);
        for (int i = 0; i < reasons.size(); i++) {
            ApiKey key = insert(Keys.spec());
            Actor actor = Actor.user(actors.get(i));
            Changed suspended = Keys.changed(key.by(actor, at(1)).suspend(reasons.get(i)));
            Changed revoked = Keys.changed(suspended.next().by(actor, at(2)).revoke(reasons.get(i)));
            assertReplaced(suspended);
            assertReplaced(revoked);

            assertStored(revoked.next());
            assertThat(history(key)).startsWith(revoked.event(), suspended.event());
        }
    }

    @Test
    void ks8_everyActionActorAndDetailOfAnEventIsKept() {
        String longest = "p".repeat(20_000);
        ApiKey key = insert(Keys.spec());
        List<AuditEvent> events = new ArrayList<>();
        for (AuditAction action : AuditAction.values()) {
            for (Actor.Kind kind : Actor.Kind.values()) {
                key = Keys.changed(key.by(Keys.ACTOR, T0).rename("version " + (key.version() + 1)))
                        .next();
                Actor actor = new Actor(kind, "\ud83d\udd11".repeat(255), Origin.UNKNOWN);
                String detail = kind == Actor.Kind.HOST ? "" : kind == Actor.Kind.USER ? longest : " detail ";
                AuditEvent event =
                        new AuditEvent(key.id(), key.version(), key.tenant(), T0, action, actor, detail, List.of());
                assertThat(store.replace(key, event).value()).isEqualTo(Replacement.REPLACED);
                events.add(0, event);
            }
        }

        assertThat(history(key)).startsWith(events.toArray(AuditEvent[]::new));
    }

    @Test
    void ks8_whereARequestCameFromIsKept() {
        ApiKey key = insert(Keys.spec());
        List<AuditEvent> events = new ArrayList<>();
        for (Origin origin : Samples.origins()) {
            Changed renamed =
                    Keys.changed(key.by(Keys.ACTOR.from(origin), at(1)).rename("version " + (key.version() + 1)));
            assertReplaced(renamed);
            key = renamed.next();
            events.add(0, renamed.event());
        }

        assertThat(history(key)).startsWith(events.toArray(AuditEvent[]::new));
    }

    @Test
    void ks8_everyMemberOfAChangeIsKept() {
        List<MemberChange> changes = new ArrayList<>();
        for (String text : Samples.texts(100)) {
            changes.add(new MemberChange(text, text, text));
            changes.add(new MemberChange("before", text, null));
            changes.add(new MemberChange("after", null, text));
        }
        changes.add(new MemberChange("neither", null, null));
        changes.add(new MemberChange("empty", "", ""));
        ApiKey key = insert(Keys.spec());
        Changed renamed = Keys.changed(later(key).rename("new"));
        AuditEvent given = renamed.event();
        AuditEvent event = new AuditEvent(
                given.keyId(),
                given.version(),
                given.tenant(),
                given.at(),
                given.action(),
                given.actor(),
                given.detail(),
                changes);
        assertThat(store.replace(renamed.next(), event).value()).isEqualTo(Replacement.REPLACED);

        assertThat(history(key)).startsWith(event);
    }
}
