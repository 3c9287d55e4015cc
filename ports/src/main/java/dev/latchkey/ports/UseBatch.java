package dev.latchkey.ports;

import dev.latchkey.core.internal.Checks;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Uses of keys that are recorded together, with what tells the batch from every other one. When a batch could not be
 * recorded, its writer repeats it, unchanged, before it gives the next one.
 *
 * @param writer the id of the writer, such as one buffer of one process; chosen anew whenever its numbers begin again
 * @param number the number of the batch: 1 for the writer's first one, and higher for each later one
 * @param uses the uses
 */
public record UseBatch(UUID writer, long number, List<KeyUse> uses) {
    /** How many writers a store must tell apart for each key. */
    public static final int WRITERS = 64;

    /** Checks the number and copies the uses. */
    public UseBatch {
        Checks.that(number >= 1, "number", "must be at least 1");
        uses = List.copyOf(uses);
    }

    /**
     * Creates the only batch of a new writer, for uses whose recording is never repeated.
     *
     * @param uses the uses
     * @return the batch
     */
    public static UseBatch of(Collection<KeyUse> uses) {
        return new UseBatch(UUID.randomUUID(), 1, List.copyOf(uses));
    }

    /**
     * Creates the only batch of a new writer, for uses whose recording is never repeated.
     *
     * @param uses the uses
     * @return the batch
     */
    public static UseBatch of(KeyUse... uses) {
        return of(List.of(uses));
    }
}
