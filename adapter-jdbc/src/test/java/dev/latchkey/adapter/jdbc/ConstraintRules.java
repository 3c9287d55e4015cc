package dev.latchkey.adapter.jdbc;

import static dev.latchkey.contract.fixture.Keys.ACTOR;
import static dev.latchkey.contract.fixture.Keys.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The constraints that keep the promises of the model against changes by hand. */
abstract class ConstraintRules extends AdapterRules {
    private static final String DUPLICATE = "23505";
    private static final String FOREIGN_KEY = "2350[36]";
    private static final String CHECK = "2351[34]";

    private KeyStore store;

    @BeforeEach
    void makeStore() {
        JdbcSchema.apply(database);
        store = JdbcKeyStore.on(database);
    }

    @Test
    void anEventOfANewerReleaseHidesNoOtherAndKeepsItsKeyFromNothing() {
        ApiKey key = inserted(store, Keys.issue(Keys.spec(), T0));
        ApiKey renamed = replaced(store, key.by(ACTOR, T0).rename("second"));
        Sql.execute(
                database,
                "update latchkey_audit set action = 'OF_A_NEWER_RELEASE', actor_kind = 'ROBOT' where version = 1");

        assertThat(store.audit(AuditQuery.of(key.tenant(), 10)).items())
                .extracting(AuditEvent::action)
                .containsExactly(AuditAction.CHANGED, AuditAction.UNKNOWN);
        ApiKey revoked = replaced(store, renamed.by(ACTOR, T0).revoke("leaked"));
        assertThat(store.findById(key.id()).value()).contains(revoked);
        assertThat(store.audit(AuditQuery.of(key.tenant(), 10)).items())
                .extracting(event -> event.actor().kind())
                .containsExactly(ACTOR.kind(), ACTOR.kind(), Actor.Kind.UNKNOWN);
    }

    @Test
    void aKeyThatCannotBeReadIsNamed() {
        ApiKey key = inserted(store, Keys.issue(Keys.spec(), T0));
        inserted(store, Keys.issue(Keys.spec(), T0));
        Sql.execute(database, "update latchkey_key set issuers = 'nobody' where id = '" + key.id() + "'");

        assertThatThrownBy(() -> store.list(KeyQuery.of(key.tenant(), 10)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(key.id().toString());
    }

    @Test
    void aProcessThatLastRecordedUsesThirtyDaysBeforeManyOthersIsForgotten() {
        ApiKey key = inserted(store, Keys.issue(Keys.spec(), T0));
        recordUse(key, 0);
        for (int writer = 1; writer < UseBatch.WRITERS; writer++) {
            recordUse(key, 31);
        }
        assertThat(Sql.query(database, "select count(*) from latchkey_usage_writer"))
                .containsExactly(Integer.toString(UseBatch.WRITERS));

        recordUse(key, 31);
        assertThat(Sql.query(database, "select count(*) from latchkey_usage_writer"))
                .containsExactly(Integer.toString(UseBatch.WRITERS));
    }

    private void recordUse(ApiKey key, int day) {
        store.recordUse(UseBatch.of(new KeyUse(key.id(), T0.plus(Duration.ofDays(day)), 1)));
    }

    @Test
    void aKeyHasOneCurrentSecret() {
        ApiKey key = inserted(store, Keys.issue(Keys.spec(), T0));
        ApiKey next = replaced(store, key.by(ACTOR, T0).rotate(Keys.secret(), Duration.ZERO));
        String previous = key.currentSecret().handle();

        assertRefused(DUPLICATE, "update latchkey_secret set retires_at = null where handle = '" + previous + "'");
        assertThat(store.findById(key.id()).value()).contains(next);
    }

    @Test
    void aSlotHasOneKeyThatIsNotRevoked() {
        ApiKey first = inserted(store, Keys.issue(Keys.spec().slot("default"), T0));
        replaced(store, first.by(ACTOR, T0).revoke("test"));
        ApiKey second = inserted(store, Keys.issue(Keys.spec().slot("default"), T0));
        ApiKey third = inserted(store, Keys.issue(Keys.spec().slot("other"), T0));

        assertRefused(
                DUPLICATE,
                "update latchkey_key set revoked_at = null, revoked_reason = null where id = '" + first.id() + "'");
        assertRefused(DUPLICATE, "update latchkey_key set slot = 'default' where id = '" + third.id() + "'");
        assertThat(store.findBySlot(second.tenant(), second.scope(), "default").value())
                .contains(second);
    }

    @Test
    void aHandleHasOneKey() {
        ApiKey one = inserted(store, Keys.issue(Keys.spec(), T0));
        ApiKey other = inserted(store, Keys.issue(Keys.spec(), T0));
        String handle = one.currentSecret().handle();

        assertRefused(DUPLICATE, "insert into latchkey_handle values ('" + handle + "', '" + other.id() + "')");
        assertRefused(
                FOREIGN_KEY,
                "update latchkey_secret set key_id = '" + other.id() + "', retires_at = created_at where handle = '"
                        + handle + "'");
        assertRefused(FOREIGN_KEY, "update latchkey_secret set handle = 'neverSeen' where handle = '" + handle + "'");
    }

    @Test
    void aHandleOutlivesItsKeyAndNotTheSecretThatHasIt() {
        ApiKey key = inserted(store, Keys.issue(Keys.spec(), T0));
        String handle = key.currentSecret().handle();
        assertRefused(FOREIGN_KEY, "delete from latchkey_handle where handle = '" + handle + "'");

        Sql.execute(database, "delete from latchkey_key where id = '" + key.id() + "'");
        assertThat(Sql.query(database, "select handle from latchkey_secret")).isEmpty();
        assertThat(Sql.query(database, "select handle from latchkey_handle")).containsExactly(handle);
    }

    @Test
    void anEventHappensOnceAndAVersionIsPositive() {
        ApiKey key = inserted(store, Keys.issue(Keys.spec(), T0));

        assertRefused(
                DUPLICATE,
                "insert into latchkey_audit (key_id, version, tenant, happened_at, action, actor_kind, "
                        + "actor_id, detail)"
                        + " select key_id, version, tenant, happened_at, action, actor_kind, actor_id, 'again' "
                        + "from latchkey_audit where key_id = '"
                        + key.id() + "'");
        assertRefused(CHECK, "update latchkey_key set version = 0");
        assertRefused(CHECK, "update latchkey_key set revoked_at = created_at");
        assertRefused(CHECK, "update latchkey_key set suspended_reason = 'why'");
    }

    /** A restore of single tables and a switch-over by logical replication leave sequences behind their tables. */
    @Test
    void aKeyIsRevokedWhenTheNumbersOfEventsBeginAgain() {
        ApiKey key = inserted(store, Keys.issue(Keys.spec(), T0));
        Sql.execute(database, "alter table latchkey_audit alter column number restart with 1");

        ApiKey revoked = replaced(store, key.by(ACTOR, T0).revoke("leaked"));
        assertThat(store.findById(key.id()).value()).contains(revoked);
    }

    /** The remedy is in the page about operations. All databases take its statements as they stand there. */
    @Test
    void keysThatWereRestoredWithoutTheirEventsAreRevokedAfterTheRemedy() throws IOException {
        ApiKey before = inserted(store, Keys.issue(Keys.spec(), T0));
        ApiKey other = inserted(store, Keys.issue(Keys.spec(), T0));
        replaced(store, before.by(ACTOR, T0).suspend("holiday"));
        Sql.execute(
                database,
                "update latchkey_key set version = 1, suspended_at = null, suspended_reason = null,"
                        + " suspension = null where id = '" + before.id() + "'");
        assertThatThrownBy(() -> replaced(store, before.by(ACTOR, T0).revoke("leaked")), "a version that has an event")
                .isInstanceOf(StoreException.class);

        applyRemedy();
        ApiKey restored = store.findById(before.id()).value().orElseThrow();
        assertThat(restored.version()).isEqualTo(2);
        replaced(store, restored.by(ACTOR, T0).revoke("leaked"));
        assertThat(store.findById(other.id()).value()).contains(other);
    }

    @Test
    void tenantsThatWereRestoredWithoutTheirEventsAreAsTheEventsSayAfterTheRemedy() throws IOException {
        marked("acme", 1, true);
        marked("globex", 1, true);
        marked("globex", 2, false);
        marked("initech", 1, true);
        marked("initech", 2, false);
        Sql.execute(database, "delete from latchkey_tenant where tenant = 'acme'");
        Sql.execute(database, "update latchkey_tenant set version = 1, ended = true where tenant = 'globex'");
        assertThatThrownBy(() -> marked("acme", 1, true), "a version that has an event")
                .isInstanceOf(StoreException.class);

        applyRemedy();
        assertThat(store.findTenantMark("acme").value()).contains(mark("acme", 1, true));
        assertThat(store.findTenantMark("globex").value()).contains(mark("globex", 2, false));
        assertThat(store.findTenantMark("initech").value()).contains(mark("initech", 2, false));
        marked("acme", 2, false);
        marked("globex", 3, true);
    }

    private void applyRemedy() throws IOException {
        String page = Files.readString(Path.of("../docs/operations.md"));
        String remedy = page.substring(page.indexOf("update latchkey_key set version"));
        Pattern.compile(";\\s*")
                .splitAsStream(remedy.substring(0, remedy.indexOf("```")))
                .forEach(statement -> Sql.execute(database, statement));
    }

    private void marked(String tenant, int version, boolean ended) {
        assertThat(store.markTenant(mark(tenant, version, ended)).value()).isEqualTo(Replacement.REPLACED);
    }

    private static TenantMark mark(String tenant, int version, boolean ended) {
        return new TenantMark(tenant, version, ended, T0.plusSeconds(version), "left", ACTOR);
    }

    private void assertRefused(String state, String sql) {
        assertThat(Sql.refusal(database, sql)).as(sql).matches(state);
    }
}
