package dev.latchkey.feed;

import dev.latchkey.ports.ChangeLog;
import dev.latchkey.ports.ChangeLog.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How far a log was read, and which lower numbers were not there yet. Used by one thread at a time. */
final class ChangeLogCursor {
    /** How many numbers below the highest are waited for. */
    static final int WINDOW = 10_000;

    private static final int PAGE = 1_000;

    private final ChangeLog log;

    /** The change with the highest number that was seen; null when there was none. */
    private final AtomicReference<@Nullable Change> last = new AtomicReference<>();

    /** Taken by transactions that have not been committed, or never will be. */
    private final TreeSet<Long> missing = new TreeSet<>();

    ChangeLogCursor(ChangeLog log) {
        this.log = log;
    }

    /** Takes the log as it stands. Transactions that are open now may have numbers below its end. */
    void begin() {
        last.set(null);
        missing.clear();
        readFrom(lowestBelow(log.highest()), change -> {});
    }

    /**
     * Reads on. When this fails, what it had found is not found again.
     *
     * @return the keys that were changed since; null when the log is not the one that was read before, but one that was restored, emptied or begun anew
     */
    @Nullable List<UUID> next() {
        List<UUID> changed = new ArrayList<>();
        Change anchor = last.get();
        if (anchor != null && !isFoundWithMissing(anchor, changed)) {
            return null;
        }
        readFrom(anchor == null ? 1 : anchor.number() + 1, change -> changed.add(change.keyId()));
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
        Change former = last.getAndSet(next);
        long lowest = lowestBelow(next.number());
        long begin = former == null ? lowest : Math.max(lowest, former.number() + 1);
        for (long number = begin; number < next.number(); number++) {
            missing.add(number);
        }
        missing.headSet(lowest).clear();
    }

    private static long lowestBelow(long highest) {
        return Math.max(1, highest - WINDOW + 1);
    }
}
