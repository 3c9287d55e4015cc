package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.sealing.SealedCopy;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Keys and events in a form that only a newer release knows: KS20.
 *
 * <p>If this fails, look at parsers that throw for the whole page. {@code dev.latchkey.core.key.Stored} has those
 * that do not.
 */
abstract class ReleaseRules extends StoreRules {
    private static final String COPY = "s1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    @Test
    void ks20_aPermissionOfAnUnknownFormGrantsNothing() {
        assertNarrowed(
                "messages:read",
                "messages?read",
                found -> assertThat(found.permissions()).isEqualTo(Permissions.of("messages:send")));
    }

    @Test
    void ks20_aRateOfAnUnknownFormIsTheStrictest() {
        assertNarrowed(
                "60 1/PT1S",
                "60 1~PT1S",
                found -> assertThat(found.limits().rates()).hasSize(1).noneMatch(rate -> rate.burst() > 1));
    }

    @Test
    void ks20_aNetworkOfAnUnknownFormHasNoAddress() {
        assertNarrowed(
                "10.0.0.0/8",
                "10.0.0.0~8",
                found -> assertThat(found.limits().networks()).hasSize(1).doesNotContain(Cidr.parse("10.0.0.0/8")));
    }

    @Test
    void ks20_aSealedCopyOfAnUnknownFormIsNone() {
        assertNarrowed(
                COPY,
                COPY.replace('.', '~'),
                found -> assertThat(found.currentSecret().sealedCopy()).isNull());
    }

    @Test
    void ks20_aPendingRotationOfAnUnknownKindIsNone() {
        assertWithoutRotation(RotationMode.firstUse(), "PENDING", "WAITING");
    }

    @Test
    void ks20_anOverlapOfAnUnknownKindIsNone() {
        assertWithoutRotation(RotationMode.overlap(DAY), "OVERLAP", "TOGETHR");
    }

    /** The secrets keep their deadlines, which need no rotation. */
    private void assertWithoutRotation(RotationMode mode, String kind, String newer) {
        UnaryOperator<ApiKey> rotate = key -> replace(later(key).rotation().begin(Keys.secret(), mode));
        assertNarrowed(rotate, kind, newer, found -> {
            assertThat(found.rotation()).isNull();
            assertThat(found.secrets()).extracting(Secret::retiresAt).hasSize(2).doesNotHaveDuplicates();
        });
    }

    @Test
    void ks20_anUnknownActionIsShownAsUnknownAndHidesNoOther() {
        ApiKey key = insert(Keys.issue(Keys.spec(), T0));
        revoke(key);
        if (contract().rewrite(store, key, "REVOKED", "HALLOWD")) {
            assertThat(events(key))
                    .extracting(AuditEvent::action)
                    .containsExactly(AuditAction.UNKNOWN, AuditAction.ISSUED);
        }
    }

    @Test
    void ks20_anActorOfAnUnknownKindIsShownAsUnknownAndHidesNoOther() {
        ApiKey key = insert(Keys.issue(Keys.spec(), T0));
        ApiKey other = insert(Keys.issue(Keys.spec(), at(1)));
        if (contract().rewrite(store, key, "USER", "ROBO")) {
            assertThat(events(key)).extracting(event -> event.actor().kind()).containsExactly(Actor.Kind.UNKNOWN);
            assertThat(allEvents(AuditQuery.of(Keys.TENANT, 10)))
                    .extracting(AuditEvent::keyId)
                    .containsExactly(other.id(), key.id());
        }
    }

    private List<AuditEvent> events(ApiKey key) {
        return allEvents(AuditQuery.of(key.tenant(), 10).key(key.id()));
    }

    /** Rewrites one of three keys, which is then found, listed beside the others, and revoked. */
    private void assertNarrowed(String text, String newer, Consumer<ApiKey> check) {
        assertNarrowed(key -> key, text, newer, check);
    }

    private void assertNarrowed(UnaryOperator<ApiKey> change, String text, String newer, Consumer<ApiKey> check) {
        ApiKey older = insertAt(1);
        ApiKey middle = change.apply(insertAt(2));
        ApiKey younger = insertAt(3);
        if (!contract().rewrite(store, middle, text, newer)) {
            return;
        }
        assertThat(ids(KeyQuery.of(Keys.TENANT, 10)))
                .as("listed beside it")
                .containsExactly(younger.id(), middle.id(), older.id());
        ApiKey found = elsewhere.findById(middle.id()).value().orElseThrow();
        assertThat(middle.permissions().cover(found.permissions())
                        && found.limits().ratesAreWithin(middle.limits().rates()))
                .as("%s is within %s", found.authority(), middle.authority())
                .isTrue();
        assertThat(elsewhere.findByHandle(middle.currentSecret().handle()).value())
                .contains(found);
        assertThat(elsewhere.all(null, 10).items()).hasSize(3);
        check.accept(found);

        ApiKey revoked = revoke(found);
        assertThat(elsewhere.findByHandle(middle.currentSecret().handle()).value())
                .map(key -> key.revocation() != null)
                .contains(true);
        assertThat(ids(KeyQuery.of(Keys.TENANT, 10).aliveAt(at(9)))).containsExactly(younger.id(), older.id());
        assertThat(elsewhere.findById(middle.id()).value()).contains(revoked);
    }

    private ApiKey insertAt(long millis) {
        Secret secret = Keys.secret();
        Secret sealed = new Secret(
                secret.handle(),
                secret.prefix(),
                secret.lastFour(),
                secret.hash(),
                secret.tag(),
                SealedCopy.of(COPY),
                secret.createdAt(),
                null);
        Limits limits = new Limits(List.of(RateLimit.parse("60 1/PT1S")), List.of(Cidr.parse("10.0.0.0/8")));
        return insert(Keys.issue(
                Keys.id(),
                Keys.spec()
                        .permissions(Permissions.of("messages:read", "messages:send"))
                        .limits(limits),
                sealed,
                at(millis)));
    }
}
