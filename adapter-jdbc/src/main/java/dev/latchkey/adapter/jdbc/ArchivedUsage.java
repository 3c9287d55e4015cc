package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.KeyArchive.WholeUsage;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.query.KeyUsage;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The whole usage of keys in columns: what an archive reads and raises. */
final class ArchivedUsage {
    private static final String USES = "select key_id, uses from latchkey_usage where key_id in (%s)";

    /** The days that every database can compare. */
    private static final LocalDate FIRST_DAY = LocalDate.of(1000, 1, 1);

    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

    /** Of two imports that raise the usage of the same keys, one waits for the other. */
    private static final String LOCK = "select id from latchkey_key where id in (%s) order by id for update";

    private static final String LATER =
            "update latchkey_usage set last_used_at = ? where key_id = ? and coalesce(last_used_at, ?) <= ?";

    private ArchivedUsage() {}

    static Map<UUID, WholeUsage> read(Session session, List<UUID> ids) throws SQLException {
        if (ids.isEmpty()) {
            return Map.of();
        }
        Map<UUID, KeyUsage> usages = JdbcKeyHistory.usage(session, ids, FIRST_DAY, LAST_DAY);
        return session.query(
                Session.listed(USES, ids),
                row -> {
                    Map<UUID, WholeUsage> found = new HashMap<>();
                    while (row.next()) {
                        UUID id = row.uuid();
                        long uses = row.number();
                        KeyUsage usage = usages.getOrDefault(id, KeyUsage.NONE);
                        if (!usage.equals(KeyUsage.NONE)) {
                            found.put(id, new WholeUsage(id, uses, usage));
                        }
                    }
                    return found;
                },
                ids.toArray());
    }

    /** Adds what is missing to what is there. */
    static void raise(Session session, SqlDialect dialect, List<WholeUsage> usages) throws SQLException {
        TreeMap<UUID, WholeUsage> given = new TreeMap<>();
        usages.forEach(usage -> given.put(usage.keyId(), usage));
        List<UUID> ids = List.copyOf(given.keySet());
        Set<UUID> stored = session.query(Session.listed(LOCK, ids), ArchivedUsage::ids, ids.toArray());
        Map<UUID, WholeUsage> present = read(session, ids);
        List<KeyUse> keys = new ArrayList<>();
        List<DayUse> days = new ArrayList<>();
        TreeMap<String, KeyUse> secrets = new TreeMap<>();
        List<@Nullable Object[]> later = new ArrayList<>();
        given.keySet().retainAll(stored);
        given.forEach((id, usage) -> {
            WholeUsage own = present.getOrDefault(id, new WholeUsage(id, 0, KeyUsage.NONE));
            Instant at = usage.usage().lastUsedAt();
            long missing = usage.uses() - own.uses();
            if (at != null && missing > 0) {
                keys.add(new KeyUse(id, at, missing));
            }
            if (at != null) {
                later.add(new Object[] {at, id, at, at});
            }
            usage.usage()
                    .secretsUsedAt()
                    .forEach((handle, used) -> secrets.put(handle, new KeyUse(id, used, 1).with(handle)));
            missing(own.usage().days(), usage.usage().days()).forEach(day -> days.add(new DayUse(id, day)));
        });
        dialect.addUses(session, keys, days, List.copyOf(secrets.values()));
        if (!later.isEmpty()) {
            session.batch(LATER, later);
        }
    }

    private static Set<UUID> ids(Row row) throws SQLException {
        Set<UUID> ids = new HashSet<>();
        while (row.next()) {
            ids.add(row.uuid());
        }
        return ids;
    }

    private static List<KeyUsage.Day> missing(List<KeyUsage.Day> own, List<KeyUsage.Day> given) {
        Map<LocalDate, KeyUsage.Day> present = new HashMap<>();
        own.forEach(day -> present.put(day.date(), day));
        return given.stream()
                .map(day ->
                        less(day, Objects.requireNonNullElse(present.get(day.date()), KeyUsage.Day.none(day.date()))))
                .filter(day -> day.accepted() + day.limited() + day.refused() > 0)
                .toList();
    }

    private static KeyUsage.Day less(KeyUsage.Day day, KeyUsage.Day own) {
        return new KeyUsage.Day(
                day.date(),
                Math.max(0, day.accepted() - own.accepted()),
                Math.max(0, day.limited() - own.limited()),
                Math.max(0, day.refused() - own.refused()));
    }
}
