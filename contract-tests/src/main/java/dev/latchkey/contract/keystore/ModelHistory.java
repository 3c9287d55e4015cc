package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.UsageQuery;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The history of a {@link ModelStore}, in its shortest form. */
class ModelHistory implements KeyHistory {
    final ModelStore store;

    ModelHistory(ModelStore store) {
        this.store = store;
    }

    @Override
    public Map<UUID, KeyUsage> usage(UsageQuery query) {
        synchronized (store) {
            Map<UUID, KeyUsage> found = new HashMap<>();
            for (UUID id : query.keyIds()) {
                ListedKey listed = store.keys.get(id);
                List<KeyUsage.Day> days = List.copyOf(
                                store.days.getOrDefault(id, new TreeMap<>()).values())
                        .stream()
                        .filter(day -> isWithin(day.date(), query))
                        .toList();
                Instant last = listed == null ? null : listed.lastUsedAt();
                if (last != null || !days.isEmpty()) {
                    found.put(id, new KeyUsage(last, secrets(listed), days));
                }
            }
            return found;
        }
    }

    private static Map<String, Instant> secrets(@Nullable ListedKey listed) {
        return listed == null ? Map.of() : listed.secretsUsedAt();
    }

    boolean isWithin(LocalDate day, UsageQuery query) {
        return !day.isBefore(query.from()) && !day.isAfter(query.to());
    }

    @Override
    public int forgetUsage(LocalDate before, int limit) {
        synchronized (store) {
            int forgotten = 0;
            for (NavigableMap<LocalDate, KeyUsage.Day> days : store.days.values()) {
                while (forgotten < limit && !days.isEmpty() && days.firstKey().isBefore(before)) {
                    days.pollFirstEntry();
                    forgotten++;
                }
            }
            return forgotten;
        }
    }

    @Override
    public int forgetChanges(Instant purgedBefore, int limit) {
        synchronized (store) {
            List<UUID> purged = store.events.stream()
                    .filter(event -> event.action() == AuditAction.PURGED)
                    .filter(event -> event.at().isBefore(purgedBefore))
                    .sorted(Comparator.comparing(AuditEvent::at))
                    .map(AuditEvent::keyId)
                    .limit(limit)
                    .toList();
            store.events.removeIf(event -> purged.contains(event.keyId()));
            return purged.size();
        }
    }

    @Override
    public int forgetTenant(String tenant, int limit) {
        synchronized (store) {
            List<AuditEvent> left = store.events.stream()
                    .filter(event -> event.tenant().equals(tenant))
                    .filter(event -> !isStored(event.keyId()))
                    .limit(limit)
                    .toList();
            store.events.removeAll(left);
            store.marks.computeIfPresent(tenant, (any, mark) -> mark.bare());
            return left.size();
        }
    }

    boolean isStored(UUID keyId) {
        return store.keys.containsKey(keyId);
    }

    @Override
    public int replaceUser(Pseudonym pseudonym) {
        synchronized (store) {
            List<AuditEvent> before = List.copyOf(store.events);
            int changed = 0;
            for (int i = 0; i < before.size() && changed < pseudonym.limit(); i++) {
                AuditEvent event = pseudonym.in(before.get(i));
                store.events.set(i, event);
                changed += event.equals(before.get(i)) ? 0 : 1;
            }
            store.marks.replaceAll((tenant, mark) -> pseudonym.in(mark));
            return changed;
        }
    }
}
