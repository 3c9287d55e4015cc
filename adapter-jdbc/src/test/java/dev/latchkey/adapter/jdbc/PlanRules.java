package dev.latchkey.adapter.jdbc;

import static dev.latchkey.contract.fixture.Keys.ACTOR;
import static dev.latchkey.contract.fixture.Keys.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.AccessHistory;
import dev.latchkey.ports.ChangeLog;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.query.AccessQuery;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.KeyVersion;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.SearchFilter;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchQuery;
import dev.latchkey.ports.query.UsageQuery;
import dev.latchkey.support.BoundDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How many statements a call is, and that their cost grows with what they return, not with the tables. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PlanRules {
    private static final int PAGE = 10;
    /** On which all keys were used that ever were. */
    private static final Instant DAY = Instant.parse("2020-01-01T00:00:00Z");

    private static final UUID LAST = new UUID(-1, -1);

    /** Rows that a page may touch: its keys with secrets, the usage of both and a row beyond, in however many steps. */
    private static final int FEW = 18 * PAGE;

    private final List<Executed> executed = new ArrayList<>();
    DataSource database;

    private KeyStore store;
    private ApiKey one;

    /** A statement with what was bound. */
    record Executed(String sql, Map<Integer, Object> arguments) {}

    abstract DataSource empty();

    abstract void discard(DataSource emptied);

    /**
     * Fills the tables with so many keys of the tenants t0 to t9, one created each second from 2020 on, a third of them
     * in the slot "default", one in twenty dead.
     */
    abstract void fill(int keys);

    int keys() {
        return Boolean.getBoolean("latchkey.long") ? 1_000_000 : 20_000;
    }

    /** Runs a statement that was made and bound for it, and returns how many rows it read in all. */
    abstract long rowsRead(Connection connection, Executed statement) throws SQLException;

    /** Returns an instant as the database takes it. */
    Object bound(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    /** The orders for which an index is read from its end. */
    List<SearchOrder> backwards() {
        return List.of(
                SearchOrder.by(SearchOrder.Sort.EXPIRES, true),
                SearchOrder.by(SearchOrder.Sort.LAST_USED, true),
                SearchOrder.by(SearchOrder.Sort.NAME, true));
    }

    /** Once for all tests: a million keys take their time. */
    @BeforeAll
    void fill() {
        database = empty();
        JdbcSchema.apply(database);
        store = JdbcKeyStore.on(recording());
        fill(keys());
        one = AdapterRules.inserted(
                store, Keys.issue(KeySpec.of("t1", Scope.tenant(), "k").slot("default"), T0));
    }

    @AfterAll
    void discard() {
        if (database != null) {
            discard(database);
        }
    }

    @BeforeEach
    void forget() {
        executed.clear();
    }

    @Test
    void authenticatingIsOneStatement() {
        assertThat(store.findByHandle(one.currentSecret().handle()).value()).contains(one);
        assertThat(executed).hasSize(1);
        assertFew();
    }

    @Test
    void findingAVersionIsOneStatement() {
        assertThat(((JdbcKeyStore) store).versions().find(one.id()).value()).contains(KeyVersion.of(one));
        assertThat(executed).hasSize(1);
        assertFew();
    }

    @Test
    void findingIsOneStatement() {
        assertThat(store.findById(one.id()).value()).contains(one);
        assertThat(store.findBySlot("t1", Scope.tenant(), "default").value()).contains(one);
        assertThat(executed).hasSize(2);
        assertFew();
    }

    @Test
    void aPageCostsAPage() {
        KeyQuery.Position middle = null;
        for (int i = 0; i < 3; i++) {
            List<ListedKey> page =
                    store.list(KeyQuery.of("t1", 500).after(middle)).items();
            middle = page.get(page.size() - 1).position();
            executed.clear();
            for (KeyQuery query : List.of(
                    KeyQuery.of("t1", PAGE),
                    KeyQuery.of("t1", PAGE).slot("default"),
                    KeyQuery.of("t1", PAGE).aliveAt(T0.minusSeconds(1)),
                    KeyQuery.of("t1", PAGE).slot("default").aliveAt(T0.minusSeconds(1)))) {
                assertThat(store.list(query).items()).hasSize(PAGE);
                if (i == 0) {
                    assertThat(store.list(query.after(middle)).items()).hasSize(PAGE);
                }
            }
            assertThat(executed).hasSize(i == 0 ? 8 : 4);
            assertFew();
        }
    }

    @Test
    void aPageOfAnIssuersKeysCostsAPage() {
        UUID issuer = Keys.id();
        Sql.execute(
                database,
                "insert into latchkey_issued (tenant, issuer_id, created_at, key_id)"
                        + " select tenant, cast('" + issuer + "' as uuid), created_at, id"
                        + " from latchkey_key where tenant = 't3'");
        KeyQuery query = KeyQuery.of("t3", PAGE).issuedBy(issuer);
        KeyQuery.Position middle =
                store.list(KeyQuery.of("t3", 500)).items().get(400).position();
        executed.clear();
        assertThat(store.list(query).items()).hasSize(PAGE);
        assertThat(store.list(query.after(middle)).items()).hasSize(PAGE);
        assertThat(executed).hasSize(2);
        assertFew();
    }

    @Test
    void aPageOfASearchCostsAPage() {
        Sql.execute(database, "update latchkey_key set owner = 'ada', tags = 'prod' where tenant = 't5'");
        Sql.execute(
                database,
                "insert into latchkey_tag (tenant, tag, created_at, key_id)"
                        + " select tenant, 'prod', created_at, id from latchkey_key where tenant = 't5'");
        KeySearch search = ((JdbcKeyStore) store).search();
        SearchQuery all = SearchQuery.of("t5", T0.minusSeconds(1), PAGE);
        SearchOrder lastUse = SearchOrder.by(SearchOrder.Sort.LAST_USED, false);
        List<SearchQuery> queries = new ArrayList<>(List.of(
                all,
                all.statuses(EnumSet.allOf(KeyStatus.class)),
                all.filter(SearchFilter.Member.OWNER, "ada"),
                all.filter(SearchFilter.Member.TAG, "prod"),
                all.order(SearchOrder.by(SearchOrder.Sort.EXPIRES, false)),
                all.order(lastUse),
                all.order(lastUse.range(DAY, null)),
                all.order(lastUse.range(null, DAY.plus(Duration.ofDays(1)))),
                all.order(new SearchOrder(SearchOrder.Sort.LAST_USED, false, null, null, true)),
                all.order(SearchOrder.by(SearchOrder.Sort.NAME, false))));
        backwards().forEach(order -> queries.add(all.order(order)));
        for (SearchQuery query : queries) {
            executed.clear();
            SearchPage first = search.search(query);
            assertThat(first.items()).as("%s", query).hasSize(PAGE);
            assertThat(search.search(query.after(first.next())).items()).hasSize(PAGE);
            assertFew(0);
        }
    }

    /** More often than a driver asks PostgreSQL for a plan that fits every value. */
    @Test
    void aPageOfKeysWhoseHandlesBeginAlikePassesNoOthers() {
        String beginning = one.currentSecret().handle().substring(0, 8);
        KeyQuery query = KeyQuery.of("t1", PAGE).handle(beginning);
        for (int i = 0; i < 12; i++) {
            for (KeyQuery each :
                    List.of(query, query.aliveAt(T0.minusSeconds(1)), query.after(new KeyQuery.Position(T0, LAST)))) {
                assertThat(store.list(each).items())
                        .extracting(listed -> listed.key().id())
                        .containsExactly(one.id());
            }
            assertThat(store.list(KeyQuery.of("t1", PAGE).handle("nobodys8")).items())
                    .isEmpty();
        }
        assertThat(executed).hasSize(48);
        executed.subList(4, 44).clear();
        // Nobody's handle leads to no row.
        assertFew(0);
    }

    /** Whatever the statistics say: they are older than the revocations. */
    @Test
    void aPageOfTheLivingDoesNotPassTheRevoked() {
        Sql.execute(
                database,
                "update latchkey_key set revoked_at = created_at, revoked_reason = 'test' where tenant = 't2'"
                        + " and created_at > timestamp '2020-01-01 00:05:00+00'");
        for (KeyQuery query : List.of(
                KeyQuery.of("t2", PAGE).aliveAt(T0.minusSeconds(1)),
                KeyQuery.of("t2", PAGE).slot("default").aliveAt(T0.minusSeconds(1)))) {
            assertThat(store.list(query).items()).hasSizeBetween(PAGE - 1, PAGE);
        }
        assertThat(executed).hasSize(2);
        assertFew();
    }

    @Test
    void aPageOfTheLivingDoesNotPassThoseWhoseExpiryIsRecorded() {
        Sql.execute(
                database,
                "update latchkey_key set expires_at = created_at, expired_at = created_at where tenant = 't6'"
                        + " and created_at > timestamp '2020-01-01 00:05:00+00'");
        for (KeyQuery query : List.of(
                KeyQuery.of("t6", PAGE).aliveAt(T0.minusSeconds(1)),
                KeyQuery.of("t6", PAGE).slot("default").aliveAt(T0.minusSeconds(1)))) {
            assertThat(store.list(query).items()).hasSizeBetween(PAGE - 1, PAGE);
        }
        SearchQuery search = SearchQuery.of("t6", T0.minusSeconds(1), PAGE);
        assertThat(((JdbcKeyStore) store).search().search(search).items()).hasSizeBetween(PAGE - 1, PAGE);
        // Two pages, and the search's.
        assertThat(executed).hasSizeBetween(3, 4);
        assertFew(0);
    }

    @Test
    void findingKeysWhoseExpiryIsToBeRecordedLooksAtThemAlone() {
        Sql.execute(
                database,
                "update latchkey_key set expires_at = timestamp '2020-01-01 00:00:00+00',"
                        + " expired_at = timestamp '2020-01-02 00:00:00+00'"
                        + " where tenant = 't7' and revoked_at is null");
        Sql.execute(
                database,
                "update latchkey_key set expires_at = timestamp '2020-01-01 00:00:00+00' where tenant = 't8'"
                        + " and revoked_at is null and created_at < timestamp '2020-01-01 00:05:00+00'");
        executed.clear();
        List<ApiKey> first = store.expired(Instant.parse("2020-01-01T00:00:01Z"), PAGE);
        assertThat(first).hasSize(PAGE).allMatch(key -> key.tenant().equals("t8"));
        assertThat(executed).hasSize(1);
        assertFew();
    }

    @Test
    void aPageOfTheAuditCostsAPage() {
        AuditQuery.Position middle = new AuditQuery.Position(Instant.parse("2020-01-01T02:00:00Z"), one.id(), 1);
        store.audit(AuditQuery.of("t1", PAGE));
        store.audit(AuditQuery.of("t1", PAGE).after(middle));
        store.audit(AuditQuery.of("t1", PAGE).key(one.id()));
        assertThat(executed).hasSize(3);
        assertFew();
    }

    @Test
    void aPageOfAccessEventsCostsAPage() {
        AccessHistory history = JdbcAuditSink.on(recording());
        UUID key = history.list(AccessQuery.of("t1", 1)).items().get(0).event().keyId();
        AccessQuery.Position middle = new AccessQuery.Position(Instant.parse("2020-01-01T02:00:00Z"), LAST);
        executed.clear();
        assertThat(history.list(AccessQuery.of("t1", PAGE)).items()).hasSize(PAGE);
        assertThat(history.list(AccessQuery.of("t1", PAGE).after(middle)).items())
                .hasSize(PAGE);
        assertThat(history.list(AccessQuery.of("t1", PAGE).key(key)).items()).hasSize(1);
        assertThat(history.list(AccessQuery.of("t1", PAGE).key(key).after(middle))
                        .items())
                .isEmpty();
        assertThat(executed).hasSize(4);
        assertFew(0);
    }

    @Test
    void theUsageOfAPageOfKeysIsOneStatementThatReadsWhatItReturns() {
        KeyHistory history = ((JdbcKeyStore) store).history();
        LocalDate day = LocalDate.parse("2020-01-01");
        List<UUID> ids = store.list(KeyQuery.of("t4", PAGE)).items().stream()
                .map(listed -> listed.key().id())
                .toList();
        executed.clear();
        assertThat(history.usage(new UsageQuery(ids, day.minusDays(20), day))).hasSize(PAGE);
        assertThat(executed).hasSize(1);
        assertFew();
    }

    @Test
    void removingOldUsageLooksOnlyAtIt() {
        KeyHistory history = ((JdbcKeyStore) store).history();
        assertThat(history.forgetUsage(LocalDate.parse("2020-02-01"), PAGE)).isEqualTo(PAGE);
        assertThat(executed).hasSize(2);
        assertFew();
    }

    @Test
    void purgingLooksOnlyAtTheDead() {
        assertThat(store.purge(Keys.purge(T0, PAGE))).isEqualTo(PAGE);
        assertThat(executed).hasSize(3);
        // The events of the removed keys, which look for nothing.
        executed.remove(2);
        assertFew();
    }

    @Test
    void aChangeLooksOnlyAtItsKey() {
        ApiKey key = AdapterRules.inserted(store, Keys.issue(KeySpec.of("t1", Scope.tenant(), "k"), T0));
        AdapterRules.replaced(store, key.by(ACTOR, T0).rotate(Keys.secret(), Duration.ZERO));
        // What inserts, reads nothing but what is unique.
        executed.removeIf(statement -> statement.sql().startsWith("insert"));

        assertThat(executed).as("statements that look for something").hasSizeGreaterThan(2);
        // A tenant that was never ended has no mark.
        assertFew(0);
    }

    @Test
    void removingOldAccessEventsLooksOnlyAtThem() {
        AccessHistory history = JdbcAuditSink.on(recording());
        executed.clear();
        assertThat(history.forget(Instant.parse("2020-01-02T00:00:00Z"), PAGE)).isEqualTo(PAGE);
        assertThat(history.forgetTenant("t5", PAGE)).isEqualTo(PAGE);
        assertThat(executed).hasSize(4);
        assertFew();
    }

    @Test
    void removingTheEventsOfPurgedKeysLooksAtPurgesAlone() {
        KeyHistory history = ((JdbcKeyStore) store).history();
        Sql.execute(
                database,
                "update latchkey_audit set action = 'PURGED',"
                        + " happened_at = timestamp '2019-01-01 00:00:00' where number = 5");
        executed.clear();
        assertThat(history.forgetChanges(Instant.parse("2019-01-02T00:00:00Z"), PAGE))
                .isEqualTo(1);
        assertThat(executed).hasSize(2);
        assertFew(0);
    }

    @Test
    void askingForChangesCostsWhatIsAskedFor() {
        ChangeLog log = JdbcChangeLog.on(recording());
        executed.clear();
        long highest = log.highest();
        List<ChangeLog.Change> page = log.from(highest / 2, PAGE);
        assertThat(page).hasSize(PAGE);
        assertThat(log.among(List.of(page.get(0).number(), page.get(1).number(), highest, highest + 1)))
                .hasSize(3);
        // What compares the numbers with their sequence reads catalogs, and the end of an index, for which H2 counts no
        // row.
        executed.removeIf(statement -> !statement.sql().startsWith("select number, key_id"));
        assertThat(executed).hasSize(2);
        assertFew();
    }

    private void assertFew() {
        assertFew(1);
    }

    /** What explains a statement runs it, so what it writes is undone. */
    private void assertFew(long leastThatSelectsRead) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            for (Executed statement : List.copyOf(executed)) {
                assertThat(rowsRead(connection, statement))
                        .as("rows read by %s", statement)
                        .isBetween(statement.sql().startsWith("select") ? leastThatSelectsRead : 0L, (long) FEW);
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    static List<String> explained(Connection connection, String explain, Executed statement) throws SQLException {
        try (PreparedStatement explaining = connection.prepareStatement(explain + statement.sql())) {
            for (Map.Entry<Integer, Object> argument : statement.arguments().entrySet()) {
                explaining.setObject(argument.getKey(), argument.getValue());
            }
            List<String> lines = new ArrayList<>();
            try (ResultSet rows = explaining.executeQuery()) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
            return lines;
        }
    }

    private DataSource recording() {
        return (DataSource) BoundDataSource.proxy(DataSource.class, database, "getConnection", () -> {
            Connection connection = database.getConnection();
            return Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                        Object result = invoke(connection, method, arguments);
                        return method.getName().equals("prepareStatement")
                                ? recording((PreparedStatement) result, (String) arguments[0])
                                : result;
                    });
        });
    }

    private PreparedStatement recording(PreparedStatement statement, String sql) {
        Executed record = new Executed(sql, new TreeMap<>());
        executed.add(record);
        return (PreparedStatement) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PreparedStatement.class}, (self, method, arguments) -> {
                    if (method.getName().equals("setObject")) {
                        record.arguments().put((Integer) arguments[0], arguments[1]);
                    }
                    return invoke(statement, method, arguments);
                });
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
