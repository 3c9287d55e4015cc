package dev.latchkey;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.MemberChange;
import dev.latchkey.internal.cache.ForwardingStore;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.KeyQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A store to which no text with a raw key is written, and what guards sinks and limiters likewise. Texts that name
 * something are refused, and the error does not repeat them. Texts that a store has already stay, and keep no key in
 * force. Safe for use by several threads.
 */
final class GuardedStore extends ForwardingStore {
    private static final String INSTEAD = "redacted";

    private final KeyFormat format;

    GuardedStore(KeyStore store, KeyFormat format) {
        super(store);
        this.format = format;
    }

    /** Returns a text without raw keys, such as a reason: a key that must be ended is not kept alive by it. */
    String kept(@Nullable String text) {
        return text == null ? "" : format.removedFrom(text, INSTEAD);
    }

    /** Refuses a text with a raw key. */
    void check(String field, @Nullable String text) {
        if (text != null && format.occursIn(text)) {
            throw new InvalidValueException(field, "must not contain a raw key");
        }
    }

    private void check(@Nullable Actor actor) {
        if (actor != null) {
            check("actor", actor.id());
            check("origin", actor.origin().toString());
        }
    }

    /** Refuses a specification that names a key by a text with a raw key. */
    void check(KeySpec spec) {
        check("tenant", spec.tenant());
        check("scope", spec.scope().toString());
        check("name", spec.labels().name());
    }

    /** Returns a sink that refuses events whose actor has a raw key in it. Such a tenant is left out. */
    AuditSink before(AuditSink sink) {
        return events -> sink.record(events.stream().map(this::kept).toList());
    }

    /** Returns an event without a tenant that has a raw key in it: buffered requests cannot be refused any more. */
    private AccessEvent kept(AccessEvent event) {
        check(event.actor());
        String tenant = event.tenant();
        return tenant == null || !format.occursIn(tenant)
                ? event
                : new AccessEvent(
                        event.at(),
                        event.kind(),
                        event.reason(),
                        null,
                        event.keyId(),
                        event.address(),
                        event.actor(),
                        event.count());
    }

    /** Returns a limiter whose buckets are named without raw keys. */
    RateLimiter before(RateLimiter limiter) {
        return (bucket, limits) -> limiter.take(kept(bucket), limits);
    }

    private void check(AuditEvent event) {
        check(event.actor());
        event.changes().forEach(change -> check(change.member(), change.after()));
    }

    @Override
    @CheckReturnValue
    public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
        check(event);
        check("tenant", event.tenant());
        return store.insert(key, event);
    }

    /** Refuses what is new alone: the stored texts of a key do not keep it in force. */
    @Override
    @CheckReturnValue
    public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
        check(event);
        List<MemberChange> kept =
                event.changes().stream().map(this::withoutPrevious).toList();
        return store.replace(next, event.changes(kept));
    }

    /** Returns a change without the raw keys of the text that was replaced. */
    private MemberChange withoutPrevious(MemberChange change) {
        String before = change.before();
        return before == null || !format.occursIn(before)
                ? change
                : new MemberChange(change.member(), kept(before), change.after());
    }

    /** Refuses a tenant that has no keys alone, for the same reason. */
    @Override
    @CheckReturnValue
    public Reply<Replacement> markTenant(TenantMark next) {
        check(next.actor());
        if (format.occursIn(next.tenant())
                && store.list(KeyQuery.of(next.tenant(), 1)).items().isEmpty()) {
            check("tenant", next.tenant());
        }
        return store.markTenant(next);
    }

    @Override
    public int purge(Purge purge) {
        check(purge.actor());
        return store.purge(purge);
    }
}
