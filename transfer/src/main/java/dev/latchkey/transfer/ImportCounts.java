package dev.latchkey.transfer;

/**
 * What an import has done.
 *
 * @param lines the lines that were read
 * @param restored the keys that are new in the target
 * @param updated the keys of which the target had an earlier version
 * @param unchanged the keys of which the target had the same version
 * @param newer the keys of which the target has a later version, or which it has purged
 * @param events the events that are new in the target, apart from those of keys that were restored or updated
 * @param conflicts what was not imported because the target has something else
 * @param unknown the lines of a sort that only a newer release knows
 */
public record ImportCounts(
        long lines,
        long restored,
        long updated,
        long unchanged,
        long newer,
        long events,
        long conflicts,
        long unknown) {}
