package dev.latchkey;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.internal.buffer.UsageBuffer;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.UsageQuery;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The service that reads how much keys are used: accepted, limited and refused requests by UTC day.
 *
 * <pre>{@code
 * Page<ListedKey> page = latchkey.keys().list(KeyQuery.of("acme", 100));
 * List<ApiKey> keys = page.items().stream().map(ListedKey::key).toList();
 * Map<UUID, KeyUsage> usage = latchkey.usage().of(keys, 30);
 * }</pre>
 *
 * <p>Requests are counted by the node that decides them and written with its next flush, so what is read is up to one
 * flush interval late. Requests with a wrong secret are not counted, because nothing proves that they are about a key.
 * Safe for use by several threads. Every method that reads throws {@link dev.latchkey.ports.StoreException} if the
 * database fails, and {@link NotKeptException} if the store keeps no history.
 */
@CheckReturnValue
public final class Usage {
    private final @Nullable KeyHistory history;
    private final UsageBuffer unwritten;
    private final OptimisticUpdate keys;
    private final Clock clock;

    Usage(@Nullable KeyHistory history, UsageBuffer unwritten, KeyStore store, Clock clock) {
        this.history = history;
        this.unwritten = unwritten;
        this.keys = new OptimisticUpdate(store);
        this.clock = clock;
    }

    /**
     * Tells whether usage can be read. All stores of Latchkey keep it; a store of the host's may not.
     *
     * @return whether the other methods answer
     */
    public boolean isKept() {
        return history != null;
    }

    /**
     * Reads the usage of a key.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param days how many days, 1 to 400, of which today is the last
     * @return the usage with each of these days, the earliest first; empty if the tenant has no such key
     */
    public Optional<KeyUsage> of(String tenant, UUID id, int days) {
        KeyHistory from = kept();
        return keys.find(tenant, id).map(key -> of(id, days, from));
    }

    /**
     * Reads the usage of keys, such as those of a page, with one query.
     *
     * @param of the keys, at most 1000
     * @param days how many days, 1 to 400, of which today is the last
     * @return the usage of each key by its id, with each of these days, the earliest first
     */
    public Map<UUID, KeyUsage> of(Collection<ApiKey> of, int days) {
        KeyHistory from = kept();
        List<UUID> ids = of.stream().map(ApiKey::id).distinct().toList();
        return ids.isEmpty() ? Map.of() : of(ids, days, from);
    }

    private KeyUsage of(UUID id, int days, KeyHistory from) {
        return of(List.of(id), days, from).getOrDefault(id, KeyUsage.NONE);
    }

    private Map<UUID, KeyUsage> of(List<UUID> ids, int days, KeyHistory from) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        UsageQuery query = new UsageQuery(ids, today.minusDays(days - 1L), today);
        Map<UUID, KeyUsage> found = from.usage(query);
        return ids.stream()
                .collect(Collectors.toMap(
                        Function.identity(), id -> complete(found.getOrDefault(id, KeyUsage.NONE), query)));
    }

    /** Tells whether a request with a secret was accepted that any node has written, or that this node will write. */
    boolean isSecretUsed(UUID keyId, String handle) {
        return unwritten.hasAccepted(handle)
                || (history != null && of(keyId, 1, history).secretsUsedAt().containsKey(handle));
    }

    private static KeyUsage complete(KeyUsage usage, UsageQuery query) {
        TreeMap<LocalDate, KeyUsage.Day> days = new TreeMap<>();
        query.from().datesUntil(query.to().plusDays(1)).forEach(date -> days.put(date, KeyUsage.Day.none(date)));
        usage.days().forEach(day -> days.put(day.date(), day));
        return new KeyUsage(usage.lastUsedAt(), usage.secretsUsedAt(), List.copyOf(days.values()));
    }

    private KeyHistory kept() {
        if (history == null) {
            throw new NotKeptException(
                    "The store keeps no usage by day: configure a store that is a KeyHistory.Source");
        }
        return history;
    }
}
