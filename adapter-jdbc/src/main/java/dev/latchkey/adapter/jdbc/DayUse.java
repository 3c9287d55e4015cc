package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.query.KeyUsage;
import java.util.UUID;

/**
 * Requests with one key on one UTC day.
 *
 * @param keyId the key
 * @param day the day, and how many requests of each outcome
 */
record DayUse(UUID keyId, KeyUsage.Day day) {
    static DayUse of(KeyUse use) {
        return new DayUse(use.keyId(), use.addTo(KeyUsage.Day.none(use.day())));
    }

    DayUse plus(DayUse other) {
        KeyUsage.Day more = other.day;
        return new DayUse(
                keyId,
                new KeyUsage.Day(
                        day.date(),
                        day.accepted() + more.accepted(),
                        day.limited() + more.limited(),
                        day.refused() + more.refused()));
    }
}
