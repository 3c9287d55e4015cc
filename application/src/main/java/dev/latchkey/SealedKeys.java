package dev.latchkey;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.access.AccessRules;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.SecretStatus;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.sealing.SealedCopy;
import dev.latchkey.core.sealing.Sealer;
import dev.latchkey.core.sealing.SealingException;
import dev.latchkey.internal.RateLimitedLogger;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessEvent.Kind;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The service that shows raw keys again, if the host keeps sealed copies. Every reveal is audited. Without sealing keys
 * there is nothing to show. Safe for use by several threads.
 */
@CheckReturnValue
public final class SealedKeys {

    private final @Nullable Sealer sealer;
    private final OptimisticUpdate updates;
    private final AuditSink sink;
    private final Clock clock;
    private final RateLimitedLogger unopened;

    SealedKeys(@Nullable Sealer sealer, KeyStore store, AuditSink sink, Clock clock) {
        this.sealer = sealer;
        this.updates = new OptimisticUpdate(store);
        this.sink = sink;
        this.clock = clock;
        this.unopened = new RateLimitedLogger(SealedKeys.class, clock);
    }

    /**
     * Opens the sealed copies of current secrets. Everything that is returned has been audited before.
     *
     * @param keys the keys; dead ones, and those without a copy that opens, are left out of the answer
     * @param actor the operator
     * @return the raw keys by key id, in the order of the request
     * @throws dev.latchkey.ports.StoreException if the audit fails, or if a rollback of the host would undo it: then
     *     nothing is shown
     */
    public Map<UUID, RawKey> reveal(Collection<ApiKey> keys, Actor actor) {
        Instant now = clock.instant();
        Map<UUID, RawKey> opened = new LinkedHashMap<>();
        List<AccessEvent> events = new ArrayList<>();
        for (ApiKey key : keys) {
            open(key, key.currentSecret(), now).ifPresent(raw -> {
                opened.put(key.id(), raw);
                events.add(revealed(key, raw, now, actor));
            });
        }
        if (!events.isEmpty()) {
            sink.record(events);
        }
        return opened;
    }

    /** Shows the raw key of a current or pending secret to the sender of the request that made it. */
    Optional<RawKey> revealOnce(ApiKey key, Secret secret, Actor actor) {
        Instant now = clock.instant();
        SecretStatus status = key.status(secret, now);
        boolean shown = status == SecretStatus.CURRENT || status == SecretStatus.PENDING;
        Optional<RawKey> opened = shown ? open(key, secret, now) : Optional.empty();
        opened.ifPresent(raw -> sink.record(List.of(revealed(key, raw, now, actor))));
        return opened;
    }

    private static AccessEvent revealed(ApiKey key, RawKey raw, Instant now, Actor actor) {
        String from = actor.origin().address();
        Instant at = now.isAfter(key.changedAt()) ? now : key.changedAt();
        return new AccessEvent(at, Kind.REVEALED, raw.handle(), key.tenant(), key.id(), from, actor, 1);
    }

    /**
     * Shows raw keys to a caller, which never sees a key that may do more than it may itself, or that works after the
     * deadline of the secret that it presented.
     *
     * @param keys which keys
     * @param caller who asks
     * @return the raw keys by key id; keys that the caller may not see are left out
     * @throws dev.latchkey.ports.StoreException when the audit fails: then nothing is shown
     */
    public Map<UUID, RawKey> reveal(Collection<ApiKey> keys, Caller caller) {
        Instant now = clock.instant();
        List<ApiKey> allowed = keys.stream()
                .filter(key -> AccessRules.handOut(caller, key, now) == null)
                .toList();
        return reveal(allowed, caller.actor());
    }

    /**
     * Seals the copies of a key again with the current sealing key, so that a previous sealing key can be dropped. Run
     * it over all keys after adding a new current sealing key.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param actor the operator
     * @return the key, changed or not; or not found, dead or contended
     * @throws SealingException if a copy does not open
     */
    public Result<ApiKey> reseal(String tenant, UUID id, Actor actor) {
        Result<ApiKey> result;
        long version;
        do {
            version = updates.find(tenant, id).map(ApiKey::version).orElse(0L);
            result = updates.change(tenant, id, key -> resealOne(key, actor));
        } while (result.isDone() && result.value().version() > version);
        return result;
    }

    private Transition resealOne(ApiKey key, Actor actor) {
        for (Secret secret : key.secrets()) {
            SealedCopy copy = secret.sealedCopy();
            if (sealer != null && copy != null && sealer.needsReseal(copy)) {
                RawKey raw = sealer.open(copy, key.tenant(), secret.prefix(), secret.handle());
                return key.by(actor, clock.instant()).secret(secret.handle()).reseal(sealer.seal(raw, key.tenant()));
            }
        }
        return new Transition.Unchanged(key);
    }

    private Optional<RawKey> open(ApiKey key, Secret secret, Instant now) {
        SealedCopy copy = secret.sealedCopy();
        boolean dead = key.status(now).isDead();
        if (sealer == null || copy == null || dead) {
            return Optional.empty();
        }
        try {
            return Optional.of(sealer.open(copy, key.tenant(), secret.prefix(), secret.handle()));
        } catch (SealingException e) {
            unopened.warn("a sealed copy cannot be opened: key " + key.id(), e);
            return Optional.empty();
        }
    }
}
