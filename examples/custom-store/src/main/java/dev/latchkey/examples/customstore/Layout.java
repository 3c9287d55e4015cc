package dev.latchkey.examples.customstore;

import dev.latchkey.core.format.Handles;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyFilter;
import dev.latchkey.ports.query.KeyFilter.Member;
import dev.latchkey.ports.query.KeyQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What rows are called. Their order is the order of lists, so what is compared has a fixed width. Thread-safe. */
final class Layout {
    /** The shelf of those that are dead or will be, by the time of death. */
    static final String DEAD = row("dead", "");

    /** The row of the last batch of uses of each writer. */
    static final String BATCHES = row("batches");

    /** The shelf of those whose expiry is not recorded yet, by their expiry. */
    static final String DUE = row("due", "");

    /** Behind every position on a shelf. */
    static final String END = "\uffff";

    private Layout() {}

    /** The shelf of all keys, in the order of the text of their ids. */
    static final String KEYS = row("key", "");

    // snippet: names
    static String key(UUID id) {
        return row("key", id.toString());
    }

    static String tenant(String tenant) {
        return row("tenant", tenant);
    }

    /** The row of an event of no key, which is taken once. */
    static String version(AuditEvent event) {
        return row("version", event.keyId().toString(), Long.toString(event.version()));
    }

    static String handle(String handle) {
        return row("handle", handle);
    }

    static String slot(String tenant, Scope scope, String slot) {
        return row("slot", tenant, scope instanceof ResourceScope resource ? resource.resource() : "", slot);
    }

    /** The shelf of the keys that a slot has or had, in the order of their turns. */
    static String holders(String tenant, Scope scope, String slot) {
        return row("holders", tenant, scope instanceof ResourceScope resource ? resource.resource() : "", slot, "");
    }

    /** The place of a key on that shelf, which no other key has. */
    static String holder(ApiKey key, String slot) {
        String turn = HexFormat.of().toHexDigits(key.identity().turn());
        return holders(key.tenant(), key.scope(), slot) + turn;
    }

    /**
     * The shelf of the keys that a query lists: all of a tenant, or those that pass a filter. Few keys have handles
     * that begin alike, so those whose first eight characters are equal stand on one shelf.
     */
    static String keys(String tenant, @Nullable KeyFilter filter) {
        if (filter == null) {
            return row("keys", tenant, "", "", "");
        }
        int length = filter.member() == Member.HANDLE
                ? Handles.MIN_LENGTH
                : filter.value().length();
        return row("keys", tenant, filter.member().name(), filter.value().substring(0, length), "");
    }

    /** The shelf of a tenant's events, all or those of one key. */
    static String events(String tenant, @Nullable UUID keyId) {
        return row("events", tenant, keyId == null ? "" : keyId.toString(), "");
    }

    static String position(KeyQuery.@Nullable Position position) {
        return position == null ? END : sortable(position.createdAt()) + position.id();
    }

    static String position(AuditQuery.@Nullable Position position) {
        return position == null
                ? END
                : sortable(position.at()) + position.keyId() + HexFormat.of().toHexDigits(position.version());
    }

    /** As text in the order of time. With the sign turned, what lies before 1970 comes first. */
    static String sortable(Instant instant) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(instant.getEpochSecond() ^ Long.MIN_VALUE) + hex.toHexDigits(instant.getNano());
    }

    /** No part has control characters, the model sees to that: rows with other parts have other names. */
    private static String row(String... parts) {
        return String.join("\0", parts);
    }
    // end

    // snippet: index
    /** Returns the rows that lead to a key as it is now: a change replaces those of the previous version. */
    static List<String> index(ApiKey key) {
        String position = position(new KeyQuery.Position(key.createdAt(), key.id()));
        List<String> index = new ArrayList<>();
        index.add(keys(key.tenant(), null) + position);
        List<KeyFilter> filters = new ArrayList<>();
        key.identity().issuers().forEach(issuer -> filters.add(new KeyFilter(Member.ISSUER, issuer.toString())));
        key.secrets().forEach(secret -> filters.add(new KeyFilter(Member.HANDLE, secret.handle())));
        if (key.slot() != null) {
            filters.add(new KeyFilter(Member.SLOT, key.slot()));
            index.add(holder(key, key.slot()));
            if (key.occupiesSlot()) {
                index.add(slot(key.tenant(), key.scope(), key.slot()));
            }
        }
        filters.forEach(filter -> index.add(keys(key.tenant(), filter) + position));
        key.deadSince().ifPresent(since -> index.add(DEAD + sortable(since) + key.id()));
        if (key.expiresAt() != null
                && key.revocation() == null
                && key.lifecycle().expiredAt() == null) {
            index.add(DUE + sortable(key.expiresAt()) + key.id());
        }
        return index;
    }
    // end

    /** Where an event is kept: on both of its shelves. */
    static List<String> index(AuditEvent event) {
        String position = position(AuditQuery.Position.of(event));
        return List.of(events(event.tenant(), null) + position, events(event.tenant(), event.keyId()) + position);
    }
}
