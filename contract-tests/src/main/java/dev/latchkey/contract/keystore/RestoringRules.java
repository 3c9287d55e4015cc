package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.contract.fixture.Race;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Labels;
import dev.latchkey.core.key.NewKey;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyArchive.Restoration;
import dev.latchkey.ports.KeyUse.Outcome;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/**
 * The restoring of keys: KA4.
 *
 * <p>If this fails, look at versions above 1 that are inserted, at versions that are skipped, and at columns that only
 * an insertion writes.
 */
abstract class RestoringRules extends ArchiveRules {
    private static final int THREADS = 4;

    @Test
    void ka4_everyVersionOfAKeyIsRestoredExactly() {
        Life life = Life.of(Keys.spec().slot("default"));
        restore(life);
        assertStored(life);
        for (Samples.Change change : Samples.CHANGES) {
            Life next = life.then(change);
            assertThat(archive.restore(
                            next.key(),
                            next.eventsAfter(life.key().version()),
                            life.key().version()))
                    .isEqualTo(Restoration.RESTORED);
            assertStored(next);
            life = next;
        }
    }

    @Test
    void ka4_aLateVersionIsRestoredFromNothing() {
        Life life = Life.of(Keys.spec().slot("default"));
        for (Samples.Change change : Samples.CHANGES) {
            life = life.then(change);
            Life other = fresh(life);
            restore(other);
            assertStored(other);
        }
    }

    @Test
    void ka4_aVersionReplacesOneFarBehindIt() {
        Life early = Life.of(Keys.spec().slot("default")).then(change -> change.rename("early"));
        restore(early);
        Life late = early;
        for (Samples.Change change : Samples.CHANGES) {
            late = late.then(change);
        }
        assertThat(archive.restore(late.key(), late.eventsAfter(2), 2)).isEqualTo(Restoration.RESTORED);
        assertStored(late);
    }

    @Test
    void ka4_everyPartOfAKeyIsRestored() {
        int turn = 7;
        for (Secret secret : Samples.secrets()) {
            UUID id = Keys.id();
            KeySpec spec = Keys.spec().slot("default");
            AuditEvent event = Keys.issue(id, spec, secret, T0).event();
            ApiKey issued = Keys.inTurn(
                            NewKey.issue(id, spec, secret, AuditAction.IMPORTED, Actor.host("h"), T0), turn++)
                    .next();
            Life life = new Life(
                            new ApiKey(
                                    issued.identity(),
                                    new Labels("n", "o", List.of("a", "b"), "d"),
                                    issued.authority(),
                                    issued.lifecycle(),
                                    issued.version(),
                                    issued.changedAt(),
                                    issued.secrets(),
                                    issued.rotation()),
                            List.of(event))
                    .then(change -> change.suspend(Suspension.Cause.OWNER, "why"))
                    .then(change -> change.resume())
                    .then(change -> change.revoke("done"));
            restore(life);
            assertStored(life);
        }
        Life child = Life.of(NewKey.issue(
                Keys.id(),
                List.of(Keys.id(), Keys.id()),
                Keys.spec(),
                Keys.secret(),
                AuditAction.ISSUED,
                Actor.key(Keys.id()).from(new Origin("192.0.2.1", "r", true)),
                T0));
        restore(child);
        assertStored(child);
        for (UUID issuer : child.key().identity().issuers()) {
            assertThat(store.list(KeyQuery.of(Keys.TENANT, 10).issuedBy(issuer)).items())
                    .extracting(ListedKey::key)
                    .containsExactly(child.key());
        }
    }

    @Test
    void ka4_aRestoredKeyIsFoundAndChangedLikeAnyOther() {
        Life life = Life.of(Keys.spec().slot("default")).rotated(2);
        restore(life);
        ApiKey key = life.key();
        for (Secret secret : key.secrets()) {
            assertThat(store.findByHandle(secret.handle()).value()).contains(key);
        }
        assertThat(store.findBySlot(key.tenant(), key.scope(), "default").value())
                .contains(key);
        assertThat(store.list(KeyQuery.of(key.tenant(), 10)).items())
                .extracting(ListedKey::key)
                .containsExactly(key);
        Life next = life.then(change -> change.rename("after the move"));
        assertThat(store.replace(next.key(), next.eventsAfter(key.version()).get(0))
                        .value())
                .isEqualTo(Replacement.REPLACED);
        assertStored(next);
    }

    @Test
    void ka4_theUsageOfAReplacedVersionStays() {
        Life life = Life.of(Keys.spec());
        restore(life);
        use(life.key(), Outcome.ACCEPTED, T0.plusSeconds(1), 3);
        Life next = life.rotated(2);
        assertThat(archive.restore(next.key(), next.eventsAfter(1), 1)).isEqualTo(Restoration.RESTORED);
        assertThat(usage(next.key()).uses()).isEqualTo(3);
    }

    @Test
    void ka4_noOtherVersionIsReplaced() {
        Life first = Life.of(Keys.spec());
        Life second = first.then(change -> change.rename("second"));
        Life third = second.then(change -> change.rename("third"));
        restore(second);
        assertThat(archive.restore(third.key(), third.eventsAfter(1), 1)).isEqualTo(Restoration.STALE);
        assertThat(archive.restore(third.key(), third.events(), 0)).isEqualTo(Restoration.STALE);
        assertStored(second);
        Life absent = Life.of(Keys.spec()).rotated(1);
        assertThat(archive.restore(absent.key(), absent.eventsAfter(1), 1)).isEqualTo(Restoration.STALE);
        assertAbsent(absent.key());
    }

    @Test
    void ka4_eventsThatAreThereStayAsTheyAre() {
        Life life = Life.of(Keys.spec()).then(change -> change.rename("second"));
        assertThat(archive.addEvents(life.events())).isEmpty();
        restore(life);
        assertStored(life);
    }

    @Test
    void ka4_ofSimultaneousRestorationsOneSucceeds() {
        Life life = Life.of(Keys.spec()).rotated(1);
        List<Callable<Restoration>> tasks =
                Collections.nCopies(THREADS, () -> archive.restore(life.key(), life.events(), 0));
        try (Race race = new Race()) {
            List<Restoration> answers = new ArrayList<>(race.run(tasks));
            assertThat(answers.remove(Restoration.RESTORED)).isTrue();
            assertThat(answers).hasSize(THREADS - 1).doesNotContain(Restoration.RESTORED);
        }
        assertStored(life);
    }

    /** The same life of another key. */
    private static Life fresh(Life life) {
        UUID id = Keys.id();
        ApiKey key = life.key();
        List<Secret> secrets = new ArrayList<>();
        for (Secret secret : key.secrets()) {
            Secret other = Keys.secret();
            secrets.add(new Secret(
                    other.handle(),
                    secret.prefix(),
                    secret.lastFour(),
                    secret.hash(),
                    secret.tag(),
                    secret.sealedCopy(),
                    secret.createdAt(),
                    secret.retiresAt()));
        }
        KeySpec spec =
                KeySpec.of(Keys.TENANT, Scope.resource(id.toString()), "a key").slot("default");
        ApiKey issued = Keys.issue(id, spec, Keys.secret(), T0).next();
        boolean rotating = key.rotation() != null;
        ApiKey copy = new ApiKey(
                issued.identity(),
                key.labels(),
                key.authority(),
                key.lifecycle(),
                key.version(),
                key.changedAt(),
                secrets,
                rotating ? renamed(key, secrets) : null);
        return new Life(
                copy,
                life.events().stream()
                        .map(event -> new AuditEvent(
                                id,
                                event.version(),
                                event.tenant(),
                                event.at(),
                                event.action(),
                                event.actor(),
                                event.detail(),
                                event.changes()))
                        .toList());
    }

    private static Rotation renamed(ApiKey key, List<Secret> secrets) {
        Rotation rotation = Objects.requireNonNull(key.rotation());
        boolean newFirst = key.secrets().get(0).handle().equals(rotation.newHandle());
        return new Rotation(
                rotation.kind(),
                secrets.get(newFirst ? 0 : 1).handle(),
                secrets.get(newFirst ? 1 : 0).handle(),
                rotation.startedAt(),
                rotation.grace(),
                rotation.firstUsedAt());
    }
}
