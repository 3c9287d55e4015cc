package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyFilter;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The lists of the model: each looks at everything, sorts it, and cuts a page. */
final class ModelLists {
    private ModelLists() {}

    /** Returns a page of the keys that a query asks for, newest first. */
    static Page<ListedKey> keys(Collection<ListedKey> stored, KeyQuery query) {
        Comparator<KeyQuery.Position> order = Comparator.comparing(KeyQuery.Position::createdAt)
                .thenComparing(position -> position.id().toString());
        return page(
                stored.stream()
                        .filter(listed -> listed.key().tenant().equals(query.tenant()))
                        .filter(listed -> query.filter() == null || passes(listed.key(), query.filter()))
                        .filter(listed -> query.aliveAt() == null || isAlive(listed.key(), query.aliveAt()))
                        .filter(listed -> query.after() == null || order.compare(listed.position(), query.after()) < 0)
                        .sorted(Comparator.comparing(ListedKey::position, order).reversed())
                        .toList(),
                query.limit());
    }

    private static boolean passes(ApiKey key, KeyFilter filter) {
        return switch (filter.member()) {
            case SLOT -> filter.value().equals(key.slot());
            case ISSUER -> key.identity().issuers().contains(UUID.fromString(filter.value()));
            case HANDLE ->
                key.secrets().stream()
                        .anyMatch(secret -> secret.handle()
                                .regionMatches(
                                        0, filter.value(), 0, filter.value().length()));
        };
    }

    private static boolean isAlive(ApiKey key, Instant now) {
        Instant expiry = key.expiresAt();
        boolean recorded = key.lifecycle().expiredAt() != null;
        return key.revocation() == null && !recorded && (expiry == null || now.isBefore(expiry));
    }

    /** Returns a page of the events that a query asks for, newest first. */
    static Page<AuditEvent> events(Collection<AuditEvent> stored, AuditQuery query) {
        Comparator<AuditQuery.Position> order = Comparator.comparing(AuditQuery.Position::at)
                .thenComparing(position -> position.keyId().toString())
                .thenComparing(AuditQuery.Position::version);
        return page(
                stored.stream()
                        .filter(event -> event.tenant().equals(query.tenant()))
                        .filter(event -> query.keyId() == null || query.keyId().equals(event.keyId()))
                        .filter(event -> query.after() == null
                                || order.compare(AuditQuery.Position.of(event), query.after()) < 0)
                        .sorted(Comparator.comparing(AuditQuery.Position::of, order)
                                .reversed())
                        .toList(),
                query.limit());
    }

    /** Returns a page of all keys, by their ids. */
    static Page<ApiKey> all(Collection<ListedKey> stored, @Nullable UUID after, int limit) {
        return page(
                stored.stream()
                        .map(ListedKey::key)
                        .filter(key -> after == null || key.id().toString().compareTo(after.toString()) > 0)
                        .sorted(Comparator.comparing(key -> key.id().toString()))
                        .toList(),
                limit);
    }

    /** Cuts a page off what follows a position. */
    static <T> Page<T> page(List<T> following, int limit) {
        boolean more = following.size() > limit;
        return new Page<>(more ? following.subList(0, limit) : following, more);
    }
}
