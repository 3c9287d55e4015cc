package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.UsageQuery;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The usage of the keys of a {@link JdbcKeyStore}. Joins the host's transaction as the store does. */
final class JdbcKeyHistory implements KeyHistory {
    /** In one statement, the last use of each key and then its days: a row has one of them. */
    private static final String USAGE = "select key_id, last_used_at, cast(null as date) used_on,"
            + " cast(0 as bigint) uses, cast(0 as bigint) limited, cast(0 as bigint) refused"
            + " from latchkey_usage where key_id in (%1$s)"
            + " union all select key_id, cast(null as timestamp(3) with time zone), used_on, uses, limited, refused"
            + " from latchkey_usage_day where key_id in (%1$s) and used_on between ? and ? order by key_id, used_on";

    /** Found first, then deleted one by one: H2 looks at every row for a list of pairs. */
    private static final String OLD_DAYS =
            "select key_id, used_on from latchkey_usage_day where used_on < ? order by used_on fetch first ? rows only";

    private static final String FORGET_DAY = "delete from latchkey_usage_day where key_id = ? and used_on = ?";

    private final Database database;

    JdbcKeyHistory(Database database) {
        this.database = database;
    }

    void record(Collection<KeyUse> uses) {
        TreeMap<UUID, KeyUse> keys = new TreeMap<>();
        TreeMap<UUID, TreeMap<LocalDate, DayUse>> days = new TreeMap<>();
        for (KeyUse use : uses) {
            if (use.isAccepted()) {
                keys.merge(use.keyId(), use, KeyUse::plus);
            }
            days.computeIfAbsent(use.keyId(), id -> new TreeMap<>()).merge(use.day(), DayUse.of(use), DayUse::plus);
        }
        if (days.isEmpty()) {
            return;
        }
        List<KeyUse> perKey = List.copyOf(keys.values());
        List<DayUse> perDay =
                days.values().stream().flatMap(day -> day.values().stream()).toList();
        database.write("record the use of " + days.size() + " keys", session -> {
            database.dialect().addUses(session, perKey, perDay);
            return true;
        });
    }

    @Override
    public Map<UUID, KeyUsage> usage(UsageQuery query) {
        List<@Nullable Object> arguments = new ArrayList<>(query.keyIds());
        arguments.addAll(query.keyIds());
        arguments.add(query.from());
        arguments.add(query.to());
        String sql = usageOf(query.keyIds().size());
        return database.read(
                "read the usage of " + query.keyIds().size() + " keys",
                session -> session.query(sql, JdbcKeyHistory::usage, arguments.toArray()));
    }

    private static String usageOf(int keys) {
        return USAGE.formatted(String.join(", ", Collections.nCopies(keys, "?")));
    }

    private static Map<UUID, KeyUsage> usage(Row row) throws SQLException {
        Map<UUID, Instant> last = new HashMap<>();
        Map<UUID, List<KeyUsage.Day>> days = new HashMap<>();
        while (row.next()) {
            UUID id = row.uuid();
            Instant at = row.instantOrNull();
            LocalDate day = row.dateOrNull();
            List<KeyUsage.Day> own = days.computeIfAbsent(id, any -> new ArrayList<>());
            if (at != null) {
                last.put(id, at);
            }
            if (day != null) {
                own.add(new KeyUsage.Day(day, row.number(), row.number(), row.number()));
            }
        }
        Map<UUID, KeyUsage> usage = new HashMap<>();
        days.forEach((id, own) -> usage.put(id, new KeyUsage(last.get(id), own)));
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
                    : (int) IntStream.of(session.batch(FORGET_DAY, old))
                            .filter(deleted -> deleted == 1)
                            .count();
        });
    }
}
