package dev.latchkey.transfer;

/**
 * How much an export has written.
 *
 * @param tenants the tenants that were begun
 * @param keys the keys
 * @param events the events, of keys that are purged and of tenants too
 * @param handles the handles that no key carries
 */
public record ExportCounts(long tenants, long keys, long events, long handles) {}
