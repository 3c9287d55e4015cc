package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The archive of a {@link ModelStore}, in its shortest form. */
class ModelArchive implements KeyArchive {
    final ModelStore store;

    ModelArchive(ModelStore store) {
        this.store = store;
    }

    @Override
    public Page<String> tenants(@Nullable String after, int limit) {
        synchronized (store) {
            return ModelLists.page(
                    store.events.stream()
                            .map(AuditEvent::tenant)
                            .distinct()
                            .filter(tenant -> after == null || tenant.compareTo(after) > 0)
                            .sorted()
                            .toList(),
                    limit);
        }
    }

    @Override
    public Page<DroppedHandle> droppedHandles(@Nullable String after, int limit) {
        synchronized (store) {
            return ModelLists.page(
                    new TreeMap<>(store.handles)
                            .entrySet().stream()
                                    .filter(taken ->
                                            after == null || taken.getKey().compareTo(after) > 0)
                                    .filter(taken -> isDropped(taken.getKey()))
                                    .map(taken -> new DroppedHandle(taken.getKey(), taken.getValue()))
                                    .toList(),
                    limit);
        }
    }

    boolean isDropped(String handle) {
        return store.findByHandle(handle).value().isEmpty();
    }

    @Override
    public List<WholeUsage> usage(List<UUID> keyIds) {
        synchronized (store) {
            List<WholeUsage> usages = new ArrayList<>();
            for (UUID id : keyIds) {
                ListedKey listed = store.keys.get(id);
                if (listed != null) {
                    NavigableMap<LocalDate, KeyUsage.Day> days = store.days.getOrDefault(id, new TreeMap<>());
                    KeyUsage usage =
                            new KeyUsage(listed.lastUsedAt(), listed.secretsUsedAt(), List.copyOf(days.values()));
                    if (!usage.equals(KeyUsage.NONE)) {
                        usages.add(new WholeUsage(id, listed.uses(), usage));
                    }
                }
            }
            return usages;
        }
    }

    @Override
    public Restoration restore(ApiKey key, List<AuditEvent> events, long replaced) {
        synchronized (store) {
            ListedKey listed = store.keys.get(key.id());
            ApiKey previous = listed == null ? null : listed.key();
            if (isStale(previous, replaced)) {
                return Restoration.STALE;
            }
            if (handleTaken(previous, key)) {
                return Restoration.HANDLE_TAKEN;
            }
            if (previous == null && key.slot() != null && slotTaken(key)) {
                return Restoration.SLOT_TAKEN;
            }
            if (previous == null && isEnded(key)) {
                return Restoration.TENANT_ENDED;
            }
            events.forEach(this::addIfAbsent);
            put(listed == null ? new ListedKey(key, null, 0) : kept(listed, key));
            return Restoration.RESTORED;
        }
    }

    boolean isStale(@Nullable ApiKey previous, long replaced) {
        return (previous == null ? 0 : previous.version()) != replaced;
    }

    boolean handleTaken(@Nullable ApiKey previous, ApiKey key) {
        return store.handleTaken(previous, key);
    }

    boolean slotTaken(ApiKey key) {
        return store.keys.values().stream()
                .map(ListedKey::key)
                .filter(other -> other.tenant().equals(key.tenant())
                        && other.scope().equals(key.scope())
                        && Objects.equals(other.slot(), key.slot()))
                .anyMatch(other -> hasTurn(other, key) || (key.occupiesSlot() && other.occupiesSlot()));
    }

    boolean hasTurn(ApiKey other, ApiKey key) {
        return other.identity().turn() == key.identity().turn();
    }

    boolean isEnded(ApiKey key) {
        return key.revocation() == null
                && store.findTenantMark(key.tenant())
                        .value()
                        .filter(mark -> mark.ended())
                        .isPresent();
    }

    ListedKey kept(ListedKey listed, ApiKey key) {
        return listed.as(key);
    }

    private void put(ListedKey listed) {
        store.keys.put(listed.key().id(), listed);
        listed.key()
                .secrets()
                .forEach(secret ->
                        store.handles.put(secret.handle(), listed.key().id()));
    }

    boolean addIfAbsent(AuditEvent event) {
        boolean absent = !store.isThere(event);
        if (absent) {
            store.events.add(event);
        }
        return absent;
    }

    @Override
    public List<AuditEvent> addEvents(List<AuditEvent> events) {
        synchronized (store) {
            return events.stream()
                    .filter(event -> isAhead(event) || !addIfAbsent(event))
                    .toList();
        }
    }

    boolean isAhead(AuditEvent event) {
        ListedKey listed = store.keys.get(event.keyId());
        return listed != null && listed.key().version() < event.version();
    }

    @Override
    public List<DroppedHandle> addHandles(List<DroppedHandle> handles) {
        synchronized (store) {
            return handles.stream().filter(this::isOthers).toList();
        }
    }

    boolean isOthers(DroppedHandle dropped) {
        UUID owner = store.handles.putIfAbsent(dropped.handle(), dropped.keyId());
        return owner != null && !owner.equals(dropped.keyId());
    }

    @Override
    public void raiseUsage(List<WholeUsage> usages) {
        synchronized (store) {
            for (WholeUsage given : usages) {
                store.keys.computeIfPresent(given.keyId(), (id, listed) -> {
                    Map<LocalDate, KeyUsage.Day> days = store.days.computeIfAbsent(id, any -> new TreeMap<>());
                    given.usage().days().forEach(day -> days.merge(day.date(), day, this::raised));
                    Instant last = later(listed.lastUsedAt(), given.usage().lastUsedAt());
                    Map<String, Instant> secrets = new HashMap<>(listed.secretsUsedAt());
                    given.usage().secretsUsedAt().forEach((handle, at) -> secrets.merge(handle, at, this::later));
                    long uses = raised(listed.uses(), given.uses());
                    return new ListedKey(listed.key(), last, uses, secrets).as(listed.key());
                });
            }
        }
    }

    KeyUsage.Day raised(KeyUsage.Day day, KeyUsage.Day given) {
        return day.atLeast(given);
    }

    long raised(long uses, long given) {
        return Math.max(uses, given);
    }

    @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isAfter(one)) ? other : one;
    }
}
