package dev.latchkey.feed;

import dev.latchkey.ports.ChangeLog;
import dev.latchkey.ports.ChangeLog.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A position in a change log, with the lower numbers that were not there yet. Used by one thread at a time. */
final class ChangeLogCursor {
    /** How many numbers below the highest one are waited for. */
    static final int WINDOW = 10_000;

    private static final int PAGE = 1_000;

    private final ChangeLog log;

    /** The change with the highest number that was seen; null if there was none. */
    private final AtomicReference<@Nullable Change> last = new AtomicReference<>();

    /** Where reading begins while no change was seen: not at the beginning of a log that may be very long. */
    private final AtomicLong first = new AtomicLong(1);

    /** Numbers of transactions that have not been committed, or never will be. */
    private final TreeSet<Long> missing = new TreeSet<>();

    ChangeLogCursor(ChangeLog log) {
        this.log = log;
    }

    /** Moves to the end of the log. Transactions that are open now may have numbers below it. */
    void begin() {
        first.set(lowestBelow(log.highest()));
        last.set(null);
        missing.clear();
        readFrom(first.get(), change -> {});
    }

    /**
     * Reads the changes since the last call. If this throws, changes that it found are not found again.
     *
     * @return the keys that changed; null if the log is not the one that was read before, but was restored, emptied or
     *     created anew
     */
    @Nullable List<UUID> next() {
        List<UUID> changed = new ArrayList<>();
        Change anchor = last.get();
        if (anchor != null && !isFoundWithMissing(anchor, changed)) {
            return null;
        }
        readFrom(anchor == null ? first.get() : anchor.number() + 1, change -> changed.add(change.keyId()));
        return changed;
    }

    private boolean isFoundWithMissing(Change anchor, List<UUID> changed) {
        List<Long> numbers = new ArrayList<>(missing);
        numbers.add(anchor.number());
        boolean isFound = false;
        for (int i = 0; i < numbers.size(); i += PAGE) {
            for (Change found : log.among(numbers.subList(i, Math.min(numbers.size(), i + PAGE)))) {
                isFound |= found.equals(anchor);
                if (missing.remove(found.number())) {
                    changed.add(found.keyId());
                }
            }
        }
        return isFound;
    }

    private void readFrom(long number, Consumer<Change> reader) {
        long from = number;
        List<Change> page;
        do {
            page = log.from(from, PAGE);
            for (Change change : page) {
                advanceTo(change);
                reader.accept(change);
                from = change.number() + 1;
            }
        } while (page.size() == PAGE);
    }

    private void advanceTo(Change next) {
        Change previous = last.getAndSet(next);
        long lowest = lowestBelow(next.number());
        long begin = previous == null ? lowest : Math.max(lowest, previous.number() + 1);
        for (long number = begin; number < next.number(); number++) {
            missing.add(number);
        }
        missing.headSet(lowest).clear();
    }

    private static long lowestBelow(long highest) {
        return Math.max(1, highest - WINDOW + 1);
    }
}
