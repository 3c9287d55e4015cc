package dev.latchkey.core.key;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.Transition.Changed;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The first version of a key, as pure functions. It comes with an event that says everything about the key. */
@CheckReturnValue
public final class NewKey {
    private NewKey() {}

    /**
     * Issues a new key of the host.
     *
     * @param id a new id
     * @param spec the specification of the key
     * @param secret the first secret, without a deadline
     * @param action {@link AuditAction#ISSUED} or {@link AuditAction#IMPORTED}
     * @param actor the operator
     * @param now the instant of the change
     * @return the key at version 1
     * @throws dev.latchkey.core.InvalidValueException if the expiry is not in the future, the secret has a deadline, or
     *     it is another action
     */
    public static Changed issue(UUID id, KeySpec spec, Secret secret, AuditAction action, Actor actor, Instant now) {
        return issue(id, List.of(), spec, secret, action, actor, now);
    }

    /**
     * Issues a new key. In a slot it is the first one: a key after another is issued by {@link NextSlotHolder}.
     *
     * @param id a new id
     * @param issuers the ids of the key that issues it and of that key's issuers; empty for the host
     * @param spec the specification of the key
     * @param secret the first secret, without a deadline
     * @param action {@link AuditAction#ISSUED} or {@link AuditAction#IMPORTED}
     * @param actor the operator
     * @param now the instant of the change
     * @return the key at version 1
     * @throws dev.latchkey.core.InvalidValueException if the expiry is not in the future, the secret has a deadline, it
     *     is another action, or a key in a slot has issuers
     */
    public static Changed issue(
            UUID id, List<UUID> issuers, KeySpec spec, Secret secret, AuditAction action, Actor actor, Instant now) {
        boolean first = action == AuditAction.ISSUED || action == AuditAction.IMPORTED;
        Checks.that(first, "action", "must be ISSUED or IMPORTED");
        KeyChange.checkExpiry(spec.expiresAt(), now);
        long turn = spec.slot() == null ? 0 : 1;
        Provenance provenance = new Provenance(actor, issuers, now);
        KeyIdentity identity = new KeyIdentity(id, spec.tenant(), spec.scope(), spec.slot(), turn, provenance);
        return first(
                new ApiKey(
                        identity, spec.labels(), spec.authority(), Lifecycle.IN_FORCE, 1, now, List.of(secret), null),
                action,
                actor);
    }

    /** Returns a key at version 1 with the event that says everything about it. */
    static Changed first(ApiKey key, AuditAction action, Actor actor) {
        List<MemberChange> members = MemberChange.between(null, key);
        String handle = key.currentSecret().handle();
        return new Changed(
                key, new AuditEvent(key.id(), 1, key.tenant(), key.createdAt(), action, actor, handle, members));
    }
}
