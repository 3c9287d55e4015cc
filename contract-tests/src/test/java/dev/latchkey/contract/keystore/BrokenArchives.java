package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Archives with one fault each. */
final class BrokenArchives {
    private BrokenArchives() {}

    static final class ListsTenantsOfStoredKeysAlone extends ModelArchive {
        ListsTenantsOfStoredKeysAlone(ModelStore store) {
            super(store);
        }

        @Override
        public Page<String> tenants(@Nullable String after, int limit) {
            Page<String> page = super.tenants(after, limit);
            List<String> stored = page.items().stream()
                    .filter(tenant -> store.keys.values().stream()
                            .anyMatch(listed -> listed.key().tenant().equals(tenant)))
                    .toList();
            return new Page<>(stored, page.more());
        }
    }

    static final class ListsTheTenantAgain extends ModelArchive {
        ListsTheTenantAgain(ModelStore store) {
            super(store);
        }

        @Override
        public Page<String> tenants(@Nullable String after, int limit) {
            return super.tenants(after == null ? null : after.substring(0, after.length() - 1), limit);
        }
    }

    static final class ListsCarriedHandles extends ModelArchive {
        ListsCarriedHandles(ModelStore store) {
            super(store);
        }

        @Override
        boolean isDropped(String handle) {
            return true;
        }
    }

    static final class ListsHandlesOfPurgedKeysAlone extends ModelArchive {
        ListsHandlesOfPurgedKeysAlone(ModelStore store) {
            super(store);
        }

        @Override
        boolean isDropped(String handle) {
            return !store.keys.containsKey(store.handles.get(handle));
        }
    }

    static final class LeavesOutUsageWithoutUses extends ModelArchive {
        LeavesOutUsageWithoutUses(ModelStore store) {
            super(store);
        }

        @Override
        public List<WholeUsage> usage(List<UUID> keyIds) {
            return super.usage(keyIds).stream()
                    .filter(usage -> usage.uses() > 0)
                    .toList();
        }
    }

    static final class CountsTheDays extends ModelArchive {
        CountsTheDays(ModelStore store) {
            super(store);
        }

        @Override
        public List<WholeUsage> usage(List<UUID> keyIds) {
            return super.usage(keyIds).stream()
                    .map(usage -> new WholeUsage(
                            usage.keyId(),
                            usage.usage().days().stream()
                                    .mapToLong(KeyUsage.Day::accepted)
                                    .sum(),
                            usage.usage()))
                    .toList();
        }
    }

    static final class ReplacesAnyVersion extends ModelArchive {
        ReplacesAnyVersion(ModelStore store) {
            super(store);
        }

        @Override
        boolean isStale(@Nullable ApiKey previous, long replaced) {
            return (previous == null) != (replaced == 0);
        }
    }

    static final class InsertsWhatIsToBeReplaced extends ModelArchive {
        InsertsWhatIsToBeReplaced(ModelStore store) {
            super(store);
        }

        @Override
        boolean isStale(@Nullable ApiKey previous, long replaced) {
            return previous != null && super.isStale(previous, replaced);
        }
    }

    static final class ForgetsTheUsage extends ModelArchive {
        ForgetsTheUsage(ModelStore store) {
            super(store);
        }

        @Override
        ListedKey kept(ListedKey listed, ApiKey key) {
            return new ListedKey(key, null, 0);
        }
    }

    static final class LeavesOutTheEvents extends ModelArchive {
        LeavesOutTheEvents(ModelStore store) {
            super(store);
        }

        @Override
        public Restoration restore(ApiKey key, List<AuditEvent> events, long replaced) {
            return super.restore(key, events.subList(events.size() - 1, events.size()), replaced);
        }
    }

    static final class TakesAnyHandle extends ModelArchive {
        TakesAnyHandle(ModelStore store) {
            super(store);
        }

        @Override
        boolean handleTaken(@Nullable ApiKey previous, ApiKey key) {
            return false;
        }
    }

    static final class TakesHandlesInAReplacement extends ModelArchive {
        TakesHandlesInAReplacement(ModelStore store) {
            super(store);
        }

        @Override
        boolean handleTaken(@Nullable ApiKey previous, ApiKey key) {
            return previous == null && super.handleTaken(null, key);
        }
    }

    static final class TakesAnySlot extends ModelArchive {
        TakesAnySlot(ModelStore store) {
            super(store);
        }

        @Override
        boolean slotTaken(ApiKey key) {
            return false;
        }
    }

    static final class RefusesRevokedKeysOfASlot extends ModelArchive {
        RefusesRevokedKeysOfASlot(ModelStore store) {
            super(store);
        }

        @Override
        boolean slotTaken(ApiKey key) {
            return store.slotTaken(key);
        }
    }

    static final class TakesAnyTurn extends ModelArchive {
        TakesAnyTurn(ModelStore store) {
            super(store);
        }

        @Override
        boolean hasTurn(ApiKey other, ApiKey key) {
            return false;
        }
    }

    static final class IgnoresTheMark extends ModelArchive {
        IgnoresTheMark(ModelStore store) {
            super(store);
        }

        @Override
        boolean isEnded(ApiKey key) {
            return false;
        }
    }

    static final class RefusesEveryKeyOfAnEndedTenant extends ModelArchive {
        RefusesEveryKeyOfAnEndedTenant(ModelStore store) {
            super(store);
        }

        @Override
        boolean isEnded(ApiKey key) {
            return store.findTenantMark(key.tenant())
                    .value()
                    .filter(mark -> mark.ended())
                    .isPresent();
        }
    }

    static final class AddsEventsAgain extends ModelArchive {
        AddsEventsAgain(ModelStore store) {
            super(store);
        }

        @Override
        boolean addIfAbsent(AuditEvent event) {
            return store.events.add(event);
        }
    }

    static final class RestoresEventsBesideOthers extends ModelArchive {
        RestoresEventsBesideOthers(ModelStore store) {
            super(store);
        }

        @Override
        public Restoration restore(ApiKey key, List<AuditEvent> events, long replaced) {
            Restoration restoration = super.restore(key, events, replaced);
            if (restoration == Restoration.RESTORED) {
                Set<Long> versions = new HashSet<>();
                events.stream()
                        .filter(event -> versions.add(event.version()) && !store.events.contains(event))
                        .forEach(store.events::add);
            }
            return restoration;
        }
    }

    static final class AddsEventsThatAreAhead extends ModelArchive {
        AddsEventsThatAreAhead(ModelStore store) {
            super(store);
        }

        @Override
        boolean isAhead(AuditEvent event) {
            return false;
        }
    }

    static final class RefusesEventsOfStoredKeys extends ModelArchive {
        RefusesEventsOfStoredKeys(ModelStore store) {
            super(store);
        }

        @Override
        boolean isAhead(AuditEvent event) {
            return store.keys.containsKey(event.keyId());
        }
    }

    static final class DropsHandlesOfOtherKeys extends ModelArchive {
        DropsHandlesOfOtherKeys(ModelStore store) {
            super(store);
        }

        @Override
        boolean isOthers(DroppedHandle dropped) {
            store.handles.put(dropped.handle(), dropped.keyId());
            return false;
        }
    }

    static final class RefusesHandlesThatAreThere extends ModelArchive {
        RefusesHandlesThatAreThere(ModelStore store) {
            super(store);
        }

        @Override
        boolean isOthers(DroppedHandle dropped) {
            return store.handles.putIfAbsent(dropped.handle(), dropped.keyId()) != null;
        }
    }

    static final class AddsUsage extends ModelArchive {
        AddsUsage(ModelStore store) {
            super(store);
        }

        @Override
        long raised(long uses, long given) {
            return uses + given;
        }
    }

    static final class OverwritesDays extends ModelArchive {
        OverwritesDays(ModelStore store) {
            super(store);
        }

        @Override
        KeyUsage.Day raised(KeyUsage.Day day, KeyUsage.Day given) {
            return given;
        }
    }

    static final class OverwritesTheLastUse extends ModelArchive {
        OverwritesTheLastUse(ModelStore store) {
            super(store);
        }

        @Override
        @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
            return other;
        }
    }

    static final class KeepsTheLastUse extends ModelArchive {
        KeepsTheLastUse(ModelStore store) {
            super(store);
        }

        @Override
        @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
            return one == null ? other : one;
        }
    }
}
