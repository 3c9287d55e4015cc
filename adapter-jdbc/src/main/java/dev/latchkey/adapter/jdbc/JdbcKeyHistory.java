package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.UsageQuery;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The usage and the events of the keys of a {@link JdbcKeyStore}. Joins the host's transaction as the store does. Uses
 * are recorded by {@link UsageWrites}.
 */
final class JdbcKeyHistory implements KeyHistory {
    /**
     * A row for each day of a key, with its last use repeated, of which a key without any day has one; and a row for
     * each secret that was used, with its own last use.
     */
    private static final String USAGE = "select k.id, null as handle, u.last_used_at, d.used_on, d.uses, d.limited,"
            + " d.refused from latchkey_key k left join latchkey_usage u on u.key_id = k.id"
            + " left join latchkey_usage_day d on d.key_id = k.id and d.used_on between ? and ? where k.id in (%1$s)"
            + " union all select s.key_id, s.handle, x.last_used_at, null, 0, 0, 0"
            + " from latchkey_secret s join latchkey_secret_use x on x.handle = s.handle where s.key_id in (%1$s)"
            + " order by 1, 4";

    /** Found first, then deleted one by one: H2 looks at every row for a list of pairs. */
    private static final String OLD_DAYS =
            "select key_id, used_on from latchkey_usage_day where used_on < ? order by used_on fetch first ? rows only";

    private static final String FORGET_DAY = "delete from latchkey_usage_day where key_id = ? and used_on = ?";

    private final Database database;

    JdbcKeyHistory(Database database) {
        this.database = database;
    }

    @Override
    public Map<UUID, KeyUsage> usage(UsageQuery query) {
        return database.read(
                "read the usage of " + query.keyIds().size() + " keys",
                session -> usage(session, query.keyIds(), query.from(), query.to()));
    }

    /** Returns the usage of keys, with that of each day from one to another. */
    static Map<UUID, KeyUsage> usage(Session session, List<UUID> ids, LocalDate from, LocalDate to)
            throws SQLException {
        List<Object> arguments = new ArrayList<>(List.of(from, to));
        arguments.addAll(ids);
        arguments.addAll(ids);
        return session.query(Session.listed(USAGE, ids), JdbcKeyHistory::usage, arguments.toArray());
    }

    private static Map<UUID, KeyUsage> usage(Row row) throws SQLException {
        Map<UUID, Instant> last = new HashMap<>();
        Map<UUID, Map<String, Instant>> secrets = new HashMap<>();
        Map<UUID, List<KeyUsage.Day>> days = new HashMap<>();
        while (row.next()) {
            UUID id = row.uuid();
            String handle = row.textOrNull();
            Instant at = row.instantOrNull();
            LocalDate day = row.dateOrNull();
            if (at != null && handle != null) {
                secrets.computeIfAbsent(id, any -> new HashMap<>()).put(handle, at);
            } else if (at != null) {
                last.put(id, at);
                days.computeIfAbsent(id, any -> new ArrayList<>());
            }
            if (day != null) {
                days.computeIfAbsent(id, any -> new ArrayList<>())
                        .add(new KeyUsage.Day(day, row.number(), row.number(), row.number()));
            }
        }
        Map<UUID, KeyUsage> usage = new HashMap<>();
        days.forEach((id, own) -> usage.put(id, new KeyUsage(last.get(id), secrets.getOrDefault(id, Map.of()), own)));
        return usage;
    }

    @Override
    public int forgetUsage(LocalDate before, int limit) {
        return database.write("remove the usage of days before " + before, session -> {
            List<@Nullable Object[]> old = session.query(
                    OLD_DAYS,
                    row -> {
                        List<@Nullable Object[]> days = new ArrayList<>();
                        while (row.next()) {
                            days.add(new @Nullable Object[] {row.uuid(), row.dateOrNull()});
                        }
                        return days;
                    },
                    before,
                    limit);
            return old.isEmpty()
                    ? 0
                    : (int) IntStream.of(session.countedBatch(FORGET_DAY, old))
                            .filter(deleted -> deleted == 1)
                            .count();
        });
    }

    @Override
    public int forgetChanges(Instant purgedBefore, int limit) {
        return database.write(
                "remove the events of keys that were purged before " + purgedBefore,
                session -> EventErasure.forgetPurged(session, purgedBefore, limit));
    }

    @Override
    public int forgetTenant(String tenant, int limit) {
        return database.write(
                "remove the events of tenant " + tenant, session -> EventErasure.forgetTenant(session, tenant, limit));
    }

    @Override
    public int replaceUser(Pseudonym pseudonym) {
        return database.write("replace a user in the audit", session -> EventErasure.replaceUser(session, pseudonym));
    }
}
