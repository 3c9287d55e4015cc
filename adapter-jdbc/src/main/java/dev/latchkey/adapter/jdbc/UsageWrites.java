package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.UseBatch;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;

/** The recording of uses. Refused inside the host's transaction. */
final class UsageWrites {
    private static final String REMEDY = "Record uses outside of the transaction, as Latchkey.flush() does";

    private UsageWrites() {}

    static void record(Database database, UseBatch batch) {
        TreeMap<UUID, KeyUse> keys = new TreeMap<>();
        TreeMap<String, KeyUse> secrets = new TreeMap<>();
        TreeMap<UUID, TreeMap<LocalDate, DayUse>> days = new TreeMap<>();
        for (KeyUse use : batch.uses()) {
            if (use.isAccepted()) {
                keys.merge(use.keyId(), use, KeyUse::plus);
                if (use.handle() != null) {
                    secrets.merge(use.handle(), use, KeyUse::plus);
                }
            }
            days.computeIfAbsent(use.keyId(), id -> new TreeMap<>()).merge(use.day(), DayUse.of(use), DayUse::plus);
        }
        if (days.isEmpty()) {
            return;
        }
        List<KeyUse> perKey = List.copyOf(keys.values());
        List<KeyUse> perSecret = List.copyOf(secrets.values());
        List<DayUse> perDay =
                days.values().stream().flatMap(day -> day.values().stream()).toList();
        database.writeApart("record the use of " + days.size() + " keys", REMEDY, session -> {
            if (LastBatches.isNew(session, database.dialect(), batch)) {
                database.dialect().addUses(session, perKey, perDay, perSecret);
            }
            return true;
        });
    }
}
