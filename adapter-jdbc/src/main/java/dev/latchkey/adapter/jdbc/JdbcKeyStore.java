package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyVersions;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Keys in H2, PostgreSQL, MariaDB or MySQL, in the host's database and through the host's connections.
 *
 * <p>A call joins the host's transaction if Spring has one open that includes the {@code DataSource}, or if its
 * connection arrives with an open one: from a transaction-bound {@code DataSource}, or a {@code Jdbi} whose handle the
 * thread has open in a transaction. It is then committed or rolled back with it, and an {@link Insertion} other than
 * inserted, a {@link Replacement} other than replaced, or a {@link StoreException} leaves that transaction usable. A
 * Spring transaction that does not include the {@code DataSource} is refused; {@code
 * JdbcKeyStore.on(Jdbi.create(dataSource))} works outside of it. Without a transaction of the host, every change is one
 * of its own. Connections must then arrive with auto-commit on.
 *
 * <p>When another transaction was in the way, a call makes its whole transaction again: at most thirty times in all
 * when the database said so without a wait, as after a serialization failure, or a deadlock on H2, MariaDB or MySQL;
 * at most three times in all after a wait, as after a lock time-out or a deadlock on PostgreSQL. After that {@link
 * #replace} returns {@link Replacement#STALE}, and everything else throws. In the host's transaction they throw
 * immediately, because trying again is the host's to do. {@link #recordUse} is refused there: requests have happened
 * whatever becomes of the transaction.
 *
 * <p>The authenticating reads, {@link #findByHandle} and {@link KeyVersions#find}, are one statement each. In a
 * transaction of the host above READ COMMITTED they throw, because they might not see that a key was revoked. READ
 * UNCOMMITTED is refused on H2, MariaDB and MySQL, because it shows changes of others that may be rolled back.
 * Immutable, safe for use by several threads.
 *
 * @see JdbcDatabase#H2 what H2's URL must say for changes to survive a killed process
 */
public final class JdbcKeyStore
        implements KeyStore, KeyHistory.Source, KeySearch.Source, KeyVersions.Source, KeyArchive.Source {
    private static final String KEYS = "select " + KeyRows.KEY_COLUMNS + ", " + KeyRows.SECRET_COLUMNS;
    private static final String BY_ID = KEYS + " from latchkey_key k join latchkey_secret s on s.key_id = k.id"
            + " where k.id = ? order by s.generation desc";
    // Not a third join: with the key's id known first, an index has the secrets in their order and PostgreSQL sorts
    // nothing.
    private static final String BY_HANDLE = KEYS + " from latchkey_secret s join latchkey_key k on k.id = s.key_id"
            + " where s.key_id = (select key_id from latchkey_secret where handle = ?) order by s.generation desc";
    private static final String BY_SLOT = KEYS + " from latchkey_key k join latchkey_secret s on s.key_id = k.id"
            + " where k.tenant = ? and k.resource = ? and %s order by s.generation desc";
    private static final String EXISTS = "select 1 from latchkey_key where id = ?";

    private static final String LAST_HOLDER = KEYS + " from (select * from latchkey_key"
            + " where tenant = ? and resource = ? and slot = ?"
            + " order by tenant, resource, slot, turn desc fetch first 1 rows only) k"
            + " join latchkey_secret s on s.key_id = k.id order by s.generation desc";

    private static final String EVENTS = "select " + EventRows.COLUMNS + " from latchkey_audit where tenant = ?%s"
            + " and happened_at <= ? and (happened_at, key_id, version) < (?, ?, ?)"
            + " order by tenant, %shappened_at desc, key_id desc, version desc fetch first ? rows only";

    private static final Instant LAST_INSTANT = Instant.parse("9999-12-31T23:59:59.999Z");
    private static final UUID LAST_ID = new UUID(-1, -1);

    private final Database database;
    private final JdbcKeyHistory history;
    private final JdbcKeyVersions versions;

    private JdbcKeyStore(Database database) {
        JdbcSchema.check(database, JdbcSchema.OF_KEYS);
        this.database = database;
        this.history = new JdbcKeyHistory(database);
        this.versions = new JdbcKeyVersions(database);
    }

    /**
     * Returns a store on the host's connections. The driver says which database it is.
     *
     * @param dataSource the host's pool, also beside Spring's transactions, or a {@code DataSource} that hands out the
     *     connection of the open transaction
     * @return the store
     * @throws StoreException if the database cannot be reached or is another one, if it is a standby or has a setting
     *     with which the promises cannot be kept, if rights or tables ({@link JdbcSchema}) are missing, or if
     *     connections arrive with auto-commit off. The message says what to do
     */
    public static JdbcKeyStore on(DataSource dataSource) {
        return new JdbcKeyStore(Database.of(dataSource));
    }

    /**
     * Returns a store on the host's Jdbi. The driver tells which database it is. Of its configuration only how it opens
     * connections and transactions counts.
     *
     * @param jdbi the host's Jdbi
     * @return the store
     * @throws StoreException as for {@link #on(DataSource)}
     */
    public static JdbcKeyStore on(Jdbi jdbi) {
        return new JdbcKeyStore(Database.of(jdbi));
    }

    /**
     * Returns a store on the host's Jdbi, for drivers that give another name than the database's own.
     *
     * @param jdbi the host's Jdbi
     * @param kind the database
     * @return the store
     * @throws StoreException as for {@link #on(DataSource)}
     */
    public static JdbcKeyStore on(Jdbi jdbi, JdbcDatabase kind) {
        return new JdbcKeyStore(Database.of(jdbi, kind));
    }

    @Override
    @CheckReturnValue
    public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
        return database.change("insert key " + key.id(), session -> {
            if (TenantRows.find(session, key.tenant()).filter(TenantMark::ended).isPresent()) {
                return session.undo(Insertion.TENANT_ENDED);
            }
            if (!KeyWrites.insertKey(session, database.dialect(), key)) {
                if (session.query(EXISTS, Row::next, key.id())) {
                    throw new StoreException("A key with this id exists already: " + key.id(), null);
                }
                return session.undo(Insertion.SLOT_TAKEN);
            }
            if (!KeyWrites.writeSecrets(session, database.dialect(), key)) {
                return session.undo(Insertion.HANDLE_TAKEN);
            }
            KeyWrites.insertIssuers(session, key);
            KeyWrites.writeTags(session, key);
            EventRows.insert(session, event);
            return Insertion.INSERTED;
        });
    }

    @Override
    @CheckReturnValue
    public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
        return database.change("replace key " + next.id(), Replacement.STALE, session -> {
            if (!KeyWrites.updateKey(session, next, next.version() - 1)) {
                return session.undo(Replacement.STALE);
            }
            if (!KeyWrites.writeSecrets(session, database.dialect(), next)) {
                return session.undo(Replacement.HANDLE_TAKEN);
            }
            KeyWrites.writeTags(session, next);
            EventRows.insert(session, event);
            return Replacement.REPLACED;
        });
    }

    @Override
    public Reply<Optional<ApiKey>> findById(UUID id) {
        return database.find("find key " + id, session -> session.query(BY_ID, KeyRows::one, id));
    }

    @Override
    public Reply<Optional<ApiKey>> findByHandle(String handle) {
        String operation = "find the key of handle " + handle;
        return database.findLatest(operation, s -> s.query(BY_HANDLE, KeyRows::one, handle));
    }

    @Override
    public Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
        String sql = BY_SLOT.formatted(database.dialect().takesSlot());
        String resource = KeyRows.resource(scope);
        return database.find("find the last holder of a slot of tenant " + tenant, session -> {
            Optional<ApiKey> live = session.query(sql, KeyRows::one, tenant, resource, slot);
            return live.isPresent() ? live : session.query(LAST_HOLDER, KeyRows::one, tenant, resource, slot);
        });
    }

    @Override
    public Page<ListedKey> list(KeyQuery query) {
        return database.read("list the keys of tenant " + query.tenant(), session -> KeyPages.list(session, query));
    }

    @Override
    public Page<AuditEvent> audit(AuditQuery query) {
        AuditQuery.Position after = query.after();
        Instant at = after == null ? LAST_INSTANT : after.at();
        boolean ofKey = query.keyId() != null;
        String sql = EVENTS.formatted(ofKey ? " and key_id = ?" : "", ofKey ? "key_id, " : "");
        List<@Nullable Object> arguments = new ArrayList<>();
        arguments.add(query.tenant());
        if (ofKey) {
            arguments.add(query.keyId());
        }
        arguments.addAll(Arrays.asList(
                at,
                at,
                after == null ? LAST_ID : after.keyId(),
                after == null ? Long.MAX_VALUE : after.version(),
                query.limit() + 1));
        List<AuditEvent> found = database.read(
                "list the audit of tenant " + query.tenant(),
                session -> session.query(sql, EventRows::all, arguments.toArray()));
        return Page.of(found, query.limit());
    }

    @Override
    public void recordUse(UseBatch batch) {
        UsageWrites.record(database, batch);
    }

    @Override
    public KeySearch search() {
        return new JdbcKeySearch(database);
    }

    @Override
    public KeyVersions versions() {
        return versions;
    }

    @Override
    public KeyHistory history() {
        return history;
    }

    @Override
    public KeyArchive archive() {
        return new JdbcKeyArchive(database);
    }

    @Override
    public int purge(Purge purge) {
        return database.write(
                "purge what has been dead since before " + purge.before(), session -> KeyPurge.run(session, purge));
    }

    @Override
    public List<ApiKey> expired(Instant before, int limit) {
        return database.read(
                "find keys that expired before " + before, session -> KeyPages.expired(session, before, limit));
    }

    @Override
    @CheckReturnValue
    public Reply<Replacement> recordEvent(AuditEvent event) {
        return database.change(
                "record an event of tenant " + event.tenant(),
                Replacement.STALE,
                session -> EventRows.insertUnlessTaken(session, database.dialect(), event)
                        ? Replacement.REPLACED
                        : session.undo(Replacement.STALE));
    }

    @Override
    @CheckReturnValue
    public Reply<Replacement> markTenant(TenantMark next) {
        return database.change("mark tenant " + next.tenant(), Replacement.STALE, session -> {
            if (!TenantRows.write(session, database.dialect(), next)) {
                return session.undo(Replacement.STALE);
            }
            EventRows.insert(session, next.event());
            return Replacement.REPLACED;
        });
    }

    @Override
    public Reply<Optional<TenantMark>> findTenantMark(String tenant) {
        return database.find("find the mark of tenant " + tenant, session -> TenantRows.find(session, tenant));
    }

    @Override
    public Page<ApiKey> all(@Nullable UUID after, int limit) {
        return database.read("walk over all keys", session -> KeyPages.all(session, after, limit));
    }
}
