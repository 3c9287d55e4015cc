package dev.latchkey;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.AccessHistory;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.TimelineEntry;
import dev.latchkey.ports.query.TimelineEntry.Access;
import dev.latchkey.ports.query.TimelineEntry.Change;
import dev.latchkey.ports.query.TimelineEntry.Source;
import dev.latchkey.ports.query.TimelineQuery;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The service that reads what happened to keys: changes, reveals, and refused and limited requests with a proven key,
 * in one timeline.
 *
 * <pre>{@code
 * TimelineQuery query = TimelineQuery.of("acme", 50).key(keyId);
 * Page<TimelineEntry> page = latchkey.audit().timeline(query);
 * }</pre>
 *
 * <p>What the timeline has besides changes depends on the audit sink of the host, see {@link #sources}. Requests that
 * prove nothing are about no key and no tenant, so they are in no timeline. Safe for use by several threads. Throws
 * {@link dev.latchkey.ports.StoreException} if the database fails.
 */
@CheckReturnValue
public final class Audit {
    private final KeyStore store;
    private final @Nullable AccessHistory access;

    Audit(KeyStore store, @Nullable AccessHistory access) {
        this.store = store;
        this.access = access;
    }

    /**
     * Tells what the host keeps. Changes are always kept. Access events are kept if the audit sink is an
     * {@link AccessHistory}, as the sinks of Latchkey's adapters are; the default, which is the log, is not.
     *
     * @return the sources of the timeline
     */
    public Set<Source> sources() {
        return Collections.unmodifiableSet(access == null ? EnumSet.of(Source.CHANGES) : EnumSet.allOf(Source.class));
    }

    /**
     * Lists what happened, newest first. Entries of one key are in the order in which they happened, whatever the
     * clocks of the nodes say. A position stays valid: what is written later neither repeats nor hides another entry.
     * Refused and limited requests are merged and written some seconds after they happened, so a walk that has passed
     * their instant does not have them.
     *
     * @param query the tenant or the key, and the size of the page
     * @return the page
     */
    public Page<TimelineEntry> timeline(TimelineQuery query) {
        Page<AuditEvent> changes = store.audit(query.changes());
        Page<Access> accesses = access == null ? new Page<>(List.of(), false) : access.list(query.access());
        List<TimelineEntry> merged = Stream.<TimelineEntry>concat(
                        changes.items().stream().map(Change::new), accesses.items().stream())
                .sorted(Comparator.comparing(TimelineEntry::position))
                .toList();
        Page<TimelineEntry> page = Page.of(merged, query.limit());
        return new Page<>(page.items(), page.more() || changes.more() || accesses.more());
    }
}
