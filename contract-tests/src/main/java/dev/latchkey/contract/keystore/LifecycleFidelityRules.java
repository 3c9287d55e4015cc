package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeyIdentity;
import dev.latchkey.core.key.Lifecycle;
import dev.latchkey.core.key.NewKey;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.Provenance;
import dev.latchkey.core.key.Revocation;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Replacement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Fidelity to what changes leave in a key, which are secrets, rotations, stops and their instants: KS8.
 *
 * <p>If this fails, look at how the order of secrets is stored, at which columns of a rotation, a suspension or a
 * revocation may be absent, and at the driver's conversion of instants.
 */
abstract class LifecycleFidelityRules extends StoreRules {
    @Test
    void ks8_whoMadeSuspendedAndRevokedAKeyIsKeptWithTheCause() {
        List<String> ids = Samples.texts(255);
        List<Actor.Kind> kinds = List.of(Actor.Kind.values());
        for (int i = 0; i < ids.size(); i++) {
            Actor.Kind kind = kinds.get(i % kinds.size());
            Actor actor = new Actor(kind, ids.get(i), Origin.UNKNOWN);
            ApiKey key = insert(NewKey.issue(Keys.id(), Keys.spec(), Keys.secret(), AuditAction.ISSUED, actor, T0));
            assertStored(key);
            for (Suspension.Cause cause : Suspension.Cause.values()) {
                key = replace(key.by(actor, at(i)).suspend(cause, "test"));
                assertStored(key);
                key = replace(later(key).resume());
                assertStored(key);
            }
            key = replace(key.by(actor, at(i)).suspend(Suspension.Cause.IDLE, "test"));
            assertStored(replace(key.by(actor, at(i)).revoke("test")));
        }
    }

    @Test
    void ks8_whatNoReleaseRecordedIsKeptAsAbsent() {
        Changed first = Keys.issue(Keys.spec(), T0);
        ApiKey issued = first.next();
        KeyIdentity known = issued.identity();
        KeyIdentity unknown = new KeyIdentity(
                known.id(), known.tenant(), known.scope(), null, 0, new Provenance(null, List.of(), known.createdAt()));
        ApiKey key = new ApiKey(
                unknown,
                issued.labels(),
                issued.authority(),
                new Lifecycle(new Suspension(Suspension.Cause.IDLE, T0, "test", null), null, null, null),
                1,
                T0,
                issued.secrets(),
                null);
        assertStored(insert(new Changed(key, first.event())));
        Secret ended = retired(key.currentSecret().handle(), T0, Secret.AT_ONCE);
        assertReplaced(
                with(key, null, new Lifecycle(null, null, new Revocation(T0, "test", null), null), List.of(ended)));
    }

    @Test
    void ks8_theOrderOfSecretsIsKeptWhateverTheirTimesSay() {
        // Made by nodes whose clocks differ, or within one millisecond.
        Secret oldest = retired("zzzzzzz1", at(30), Secret.AT_ONCE);
        Secret older = retired("aaaaaaa2", at(10), at(5));
        Secret newest = new Secret("mmmmmmm3", "ps_", "last", Keys.HASH, null, null, at(10), null);

        ApiKey key = insert(Keys.spec());
        ApiKey next = with(key, null, Lifecycle.IN_FORCE, List.of(newest, older, oldest, key.currentSecret()));
        assertThat(next.secrets()).extracting(Secret::handle).startsWith("mmmmmmm3", "aaaaaaa2", "zzzzzzz1");
        assertReplaced(next);
    }

    @Test
    void ks8_rotationsAreKeptInEachOfTheirStates() {
        Duration grace = Duration.ofDays(7).plusMillis(1);
        RotationMode firstUse = RotationMode.firstUse().grace(grace).lapses(Duration.ofDays(366));
        ApiKey key = replace(later(insert(Keys.spec())).rotation().begin(Keys.secret(), firstUse));
        String handle = key.secrets().get(1).handle();
        assertStored(key);
        Parts.assertSame(elsewhere.findByHandle(handle).value(), key);
        Parts.assertSame(Optional.of(listed(key).key()), key);

        ApiKey promoted = replace(later(key).rotation().promote(handle));
        assertThat(promoted.currentSecret().handle()).isEqualTo(handle);
        assertStored(promoted);
        Parts.assertSame(Optional.of(listed(promoted).key()), promoted);

        ApiKey canceled = replace(later(promoted).rotation().cancel(handle, any -> true, true));
        assertThat(canceled.currentSecret()).isEqualTo(key.currentSecret());
        assertStored(canceled);
        ApiKey overlap = replace(later(canceled).rotation().begin(Keys.secret(), RotationMode.overlap(grace)));
        assertStored(overlap);
        assertStored(replace(later(overlap).rotation().complete(null, Duration.ZERO)));
    }

    @Test
    void ks8_everyInstantIsKeptToTheMillisecond() {
        List<Instant> instants = List.of(
                Instant.EPOCH,
                Instant.ofEpochMilli(1),
                Instant.parse("2024-02-29T23:59:59.999Z"),
                // The hour that Europe skips, and the one that it has twice.
                Instant.parse("2030-03-31T02:30:00.001Z"),
                Instant.parse("2030-10-27T01:30:00.002Z"),
                Instant.parse("2038-01-19T03:14:08.123Z"),
                Samples.LAST);
        for (Instant instant : instants) {
            Secret secret = Keys.secret();
            Secret made = new Secret(secret.handle(), "ps_", "last", Keys.HASH, null, null, instant, null);
            Changed issued = Keys.issue(Keys.id(), Keys.spec(), made, instant);
            ApiKey key = insert(issued);
            assertStored(key);
            assertThat(history(key)).containsExactly(issued.event());

            Instant expiry = instant.equals(Samples.LAST) ? instant : instant.plusMillis(1);
            ApiKey next = with(
                    key,
                    expiry,
                    new Lifecycle(
                            new Suspension(Suspension.Cause.OWNER, instant, "test", Keys.ACTOR),
                            instant,
                            new Revocation(instant, "test", Keys.ACTOR),
                            instant),
                    List.of(retired(secret.handle(), instant, instant)));
            assertReplaced(next);
        }
    }

    private void assertReplaced(ApiKey next) {
        Instant at = next.createdAt();
        assertThat(store.replace(
                                next,
                                new AuditEvent(
                                        next.id(),
                                        next.version(),
                                        next.tenant(),
                                        at,
                                        AuditAction.CHANGED,
                                        Keys.ACTOR,
                                        "",
                                        List.of()))
                        .value())
                .isEqualTo(Replacement.REPLACED);
        assertStored(next);
        Parts.assertSame(elsewhere.findByHandle(next.currentSecret().handle()).value(), next);
        Parts.assertSame(Optional.of(listed(next).key()), next);
    }

    private static Secret retired(String handle, Instant made, Instant deadline) {
        return new Secret(handle, "ps_", "last", Keys.HASH, null, null, made, deadline);
    }

    private static ApiKey with(ApiKey key, @Nullable Instant expiry, Lifecycle lifecycle, List<Secret> secrets) {
        boolean revoked = lifecycle.revocation() != null;
        List<Secret> valid = new ArrayList<>();
        for (Secret secret : secrets) {
            boolean late = secret.retiresAt() == null && (!valid.isEmpty() || revoked);
            valid.add(late ? retired(secret.handle(), secret.createdAt(), Secret.AT_ONCE) : secret);
        }
        return new ApiKey(
                key.identity(),
                key.labels(),
                key.authority().expiresAt(expiry),
                lifecycle,
                key.version() + 1,
                key.createdAt(),
                valid,
                null);
    }
}
