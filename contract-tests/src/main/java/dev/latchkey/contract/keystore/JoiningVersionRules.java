package dev.latchkey.contract.keystore;

import static dev.latchkey.contract.fixture.Keys.ACTOR;
import static dev.latchkey.contract.fixture.Keys.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.HostTransactions.Isolation;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.KeyVersions;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.KeyVersion;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What the versions of keys tell inside a transaction of the host, if the store tells any.
 *
 * <p>If one fails, look at whether they are read on the connection, and at the isolation, of the reads by handle.
 */
abstract class JoiningVersionRules extends HostedRules {
    @Test
    void ht1_ht2_aVersionThatOnlyTheTransactionHasIsSaidToBeJoinedAndSeenByNoOther() {
        if (!(store instanceof KeyVersions.Source)) {
            return;
        }
        Changed issued = Keys.issue(Keys.spec(), T0);
        ApiKey before = inserted(outside, Keys.issue(Keys.spec(), T0));
        Changed renamed = Keys.changed(before.by(ACTOR, T0).rename("new"));
        host.commit(Isolation.READ_COMMITTED, () -> {
            inserted(store, issued);
            assertThat(replace(store, renamed)).isEqualTo(Replacement.REPLACED);

            assertThat(version(issued.next().id())).isEqualTo(new Reply<>(versionOf(issued.next()), true));
            assertThat(version(before.id())).isEqualTo(new Reply<>(versionOf(renamed.next()), true));
            assertThat(elsewhere(() -> version(issued.next().id()))).isEqualTo(Reply.of(Optional.empty()));
            assertThat(elsewhere(() -> version(before.id()))).isEqualTo(Reply.of(versionOf(before)));
        });

        assertThat(version(issued.next().id())).isEqualTo(Reply.of(versionOf(issued.next())));
        assertThat(version(before.id())).isEqualTo(Reply.of(versionOf(renamed.next())));
    }

    @Test
    void ht3_aVersionThatWasRolledBackIsNowhere() {
        if (!(store instanceof KeyVersions.Source)) {
            return;
        }
        Changed issued = Keys.issue(Keys.spec(), T0);
        ApiKey before = inserted(outside, Keys.issue(Keys.spec(), T0));
        host.rollBack(Isolation.READ_COMMITTED, () -> {
            inserted(store, issued);
            assertThat(replace(store, before.by(ACTOR, T0).revoke("test"))).isEqualTo(Replacement.REPLACED);
            assertThat(version(issued.next().id()).joined()).isTrue();
        });

        assertThat(version(issued.next().id())).isEqualTo(Reply.of(Optional.empty()));
        assertThat(version(before.id())).isEqualTo(Reply.of(versionOf(before)));
    }

    @Test
    void ht5_aVersionIsThatOfTheLatestCommitOrRefused() {
        if (!(store instanceof KeyVersions.Source)) {
            return;
        }
        for (Isolation isolation : Isolation.values()) {
            ApiKey key = inserted(outside, Keys.issue(Keys.spec(), T0));
            Changed revoked = Keys.changed(key.by(ACTOR, T0).revoke("test"));
            host.rollBack(isolation, () -> {
                assertThat(find(store, key)).contains(key);
                boolean done = contended(outside, revoked) == Replacement.REPLACED;
                try {
                    assertThat(version(key.id()).value())
                            .as("the version of a key that was %s, at %s", done ? "revoked" : "not revoked", isolation)
                            .isEqualTo(versionOf(done ? revoked.next() : key));
                } catch (StoreException e) {
                    assertThat(isolation).as("refused by %s", e).isNotEqualTo(Isolation.READ_COMMITTED);
                    assertThat(e).message().isNotBlank();
                }
                // The transaction goes on.
                inserted(store, Keys.issue(Keys.spec(), T0));
            });
        }
    }

    @Test
    void ht7_othersReadMeanwhileTheVersionThatWasThereBefore() {
        if (!(store instanceof KeyVersions.Source)) {
            return;
        }
        ApiKey key = inserted(outside, Keys.issue(Keys.spec(), T0));
        host.rollBack(Isolation.READ_COMMITTED, () -> {
            assertThat(replace(store, key.by(ACTOR, T0).revoke("test"))).isEqualTo(Replacement.REPLACED);
            assertThat(elsewhere(() -> version(key.id()))).isEqualTo(Reply.of(versionOf(key)));
        });
    }

    private Reply<Optional<KeyVersion>> version(UUID id) {
        return ((KeyVersions.Source) store).versions().find(id);
    }

    private static Optional<KeyVersion> versionOf(ApiKey key) {
        return Optional.of(KeyVersion.of(key));
    }
}
