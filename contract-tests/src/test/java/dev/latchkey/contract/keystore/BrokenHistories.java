package dev.latchkey.contract.keystore;

import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.KeyUsage.Day;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.UsageQuery;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Histories with one fault each. */
final class BrokenHistories {
    private BrokenHistories() {}

    /** A history that tells days otherwise than they were. */
    private static final class OtherDays extends ModelHistory {
        private final UnaryOperator<Day> other;

        OtherDays(ModelStore store, UnaryOperator<Day> other) {
            super(store);
            this.other = other;
        }

        @Override
        public Map<UUID, KeyUsage> usage(UsageQuery query) {
            Map<UUID, KeyUsage> usage = new HashMap<>(super.usage(query));
            usage.replaceAll((id, one) -> new KeyUsage(
                    one.lastUsedAt(),
                    one.secretsUsedAt(),
                    one.days().stream().map(other).toList()));
            return usage;
        }
    }

    static final class ForgetsSecrets extends ModelHistory {
        ForgetsSecrets(ModelStore store) {
            super(store);
        }

        @Override
        public Map<UUID, KeyUsage> usage(UsageQuery query) {
            Map<UUID, KeyUsage> usage = new HashMap<>(super.usage(query));
            usage.replaceAll((id, one) -> new KeyUsage(one.lastUsedAt(), one.days()));
            return usage;
        }
    }

    static ModelHistory countsEveryRequestAsAccepted(ModelStore store) {
        return new OtherDays(store, day -> new Day(day.date(), day.accepted() + day.limited() + day.refused(), 0, 0));
    }

    static ModelHistory takesLimitedForRefused(ModelStore store) {
        return new OtherDays(store, day -> new Day(day.date(), day.accepted(), 0, day.limited() + day.refused()));
    }

    static ModelHistory countsInIntegers(ModelStore store) {
        return new OtherDays(
                store, day -> new Day(day.date(), day.accepted(), day.limited(), day.refused() & Integer.MAX_VALUE));
    }

    static ModelHistory hasDaysOfAnotherZone(ModelStore store) {
        return new OtherDays(
                store, day -> new Day(day.date().plusDays(1), day.accepted(), day.limited(), day.refused()));
    }

    static final class LeavesOutTheFirstDay extends ModelHistory {
        LeavesOutTheFirstDay(ModelStore store) {
            super(store);
        }

        @Override
        boolean isWithin(LocalDate day, UsageQuery query) {
            return super.isWithin(day, query) && day.isAfter(query.from());
        }
    }

    static final class LeavesOutTheLastDay extends ModelHistory {
        LeavesOutTheLastDay(ModelStore store) {
            super(store);
        }

        @Override
        boolean isWithin(LocalDate day, UsageQuery query) {
            return super.isWithin(day, query) && day.isBefore(query.to());
        }
    }

    static final class ReadsEveryDay extends ModelHistory {
        ReadsEveryDay(ModelStore store) {
            super(store);
        }

        @Override
        boolean isWithin(LocalDate day, UsageQuery query) {
            return true;
        }
    }

    static final class ReadsEveryKey extends ModelHistory {
        ReadsEveryKey(ModelStore store) {
            super(store);
        }

        @Override
        public Map<UUID, KeyUsage> usage(UsageQuery query) {
            return super.usage(new UsageQuery(List.copyOf(store.keys.keySet()), query.from(), query.to()));
        }
    }

    static final class ForgetsTheLastUse extends ModelHistory {
        ForgetsTheLastUse(ModelStore store) {
            super(store);
        }

        @Override
        public Map<UUID, KeyUsage> usage(UsageQuery query) {
            Map<UUID, KeyUsage> usage = new HashMap<>(super.usage(query));
            usage.values().removeIf(one -> one.days().isEmpty());
            return usage;
        }
    }

    static final class RemovesTheDayItself extends ModelHistory {
        RemovesTheDayItself(ModelStore store) {
            super(store);
        }

        @Override
        public int forgetUsage(LocalDate before, int limit) {
            return super.forgetUsage(before.plusDays(1), limit);
        }
    }

    static final class RemovesWithoutALimit extends ModelHistory {
        RemovesWithoutALimit(ModelStore store) {
            super(store);
        }

        @Override
        public int forgetUsage(LocalDate before, int limit) {
            return super.forgetUsage(before, Integer.MAX_VALUE);
        }
    }

    static final class RemovesTheLatestFirst extends ModelHistory {
        RemovesTheLatestFirst(ModelStore store) {
            super(store);
        }

        @Override
        public int forgetUsage(LocalDate before, int limit) {
            int removed = 0;
            for (NavigableMap<LocalDate, Day> days : store.days.values()) {
                while (removed < limit && days.lowerKey(before) != null) {
                    days.remove(days.lowerKey(before));
                    removed++;
                }
            }
            return removed;
        }
    }

    static final class RemovesTheLastUseToo extends ModelHistory {
        RemovesTheLastUseToo(ModelStore store) {
            super(store);
        }

        @Override
        public int forgetUsage(LocalDate before, int limit) {
            store.keys.replaceAll(
                    (id, listed) -> new ListedKey(listed.key(), null, listed.uses(), listed.secretsUsedAt()));
            return super.forgetUsage(before, limit);
        }
    }
}
