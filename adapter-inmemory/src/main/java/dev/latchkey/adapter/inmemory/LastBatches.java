package dev.latchkey.adapter.inmemory;

import dev.latchkey.ports.UseBatch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** The last batch of each of the writers that have recorded uses most recently, guarded by the lock of the store. */
final class LastBatches {
    private static final int WRITERS = 16 * UseBatch.WRITERS;

    private final Map<UUID, Long> numbers = new LinkedHashMap<>();

    /** Tells whether a batch was not recorded yet, and takes it for recorded from now on. */
    boolean isNew(UseBatch batch) {
        Long found = numbers.remove(batch.writer());
        long last = found == null ? 0 : found;
        numbers.put(batch.writer(), Math.max(last, batch.number()));
        if (numbers.size() > WRITERS) {
            numbers.remove(numbers.keySet().iterator().next());
        }
        return last < batch.number();
    }
}
