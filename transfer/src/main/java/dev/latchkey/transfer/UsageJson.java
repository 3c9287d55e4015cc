package dev.latchkey.transfer;

import dev.latchkey.ports.KeyArchive.DroppedHandle;
import dev.latchkey.ports.KeyArchive.WholeUsage;
import dev.latchkey.ports.query.KeyUsage;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The form of the usage of a key, and of dropped handles, in lines. */
final class UsageJson {
    private UsageJson() {}

    /** Writes a part of the days. */
    static void write(JsonOut json, WholeUsage usage, List<KeyUsage.Day> days) {
        json.text("keyId", usage.keyId());
        json.number("uses", usage.uses());
        json.instant("lastUsedAt", usage.usage().lastUsedAt());
        json.objects("secrets", new TreeMap<>(usage.usage().secretsUsedAt()).entrySet(), secret -> {
            json.text("handle", secret.getKey());
            json.instant("lastUsedAt", secret.getValue());
        });
        json.objects("days", days, day -> {
            json.text("date", day.date());
            json.number("accepted", day.accepted());
            json.number("limited", day.limited());
            json.number("refused", day.refused());
        });
    }

    static WholeUsage usage(JsonLine line) {
        List<KeyUsage.Day> days = line.objects(
                "days",
                day -> new KeyUsage.Day(
                        LocalDate.parse(day.text("date")),
                        day.number("accepted"),
                        day.number("limited"),
                        day.number("refused")));
        Map<String, Instant> secrets = new HashMap<>();
        line.objects("secrets", secret -> Map.entry(secret.text("handle"), secret.instant("lastUsedAt")))
                .forEach(secret -> secrets.put(secret.getKey(), secret.getValue()));
        KeyUsage usage = new KeyUsage(line.instantOrNull("lastUsedAt"), secrets, days);
        return new WholeUsage(line.uuid("keyId"), line.number("uses"), usage);
    }

    static void write(JsonOut json, List<DroppedHandle> handles) {
        json.objects("handles", handles, dropped -> {
            json.text("handle", dropped.handle());
            json.text("keyId", dropped.keyId());
        });
    }

    static List<DroppedHandle> handles(JsonLine line) {
        return line.objects("handles", dropped -> new DroppedHandle(dropped.text("handle"), dropped.uuid("keyId")));
    }
}
