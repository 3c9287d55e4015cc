package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The aggregate an operator sees: one key with its secrets, which are one unit of storage with one version.
 *
 * <p>Immutable. Every change is a pure function to the next {@code ApiKey} ({@link #by}), so a store needs nothing but
 * compare-and-set on the version. A value that breaks an invariant cannot be made: exactly one current secret unless
 * revoked, none if revoked, at most one that is retiring beside it, no deadline after the expiry.
 *
 * @param id the key's id, for ever
 * @param tenant the account that owns it, for ever
 * @param scope where it may act, for ever
 * @param slot the place it takes while it is not revoked, unique within tenant and scope; null for none; for ever
 * @param name what people call it
 * @param permissions what it may do
 * @param limits what bounds it
 * @param createdAt when it was issued, in milliseconds
 * @param expiresAt when it ends by itself, in milliseconds; null for never
 * @param suspension that it is stopped, or null
 * @param revocation that it is ended for good, or null
 * @param version 1 at issue, one more at each change
 * @param secrets newest first: the current one, and the {@value #MAX_SECRETS} - 1 generations before it at most
 */
public record ApiKey(
        UUID id,
        String tenant,
        Scope scope,
        @Nullable String slot,
        String name,
        Permissions permissions,
        Limits limits,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Suspension suspension,
        @Nullable Revocation revocation,
        long version,
        List<Secret> secrets) {

    /**
     * How many generations are kept. Two can be usable; the others are there so that the use of a rotated-out key can
     * be told from garbage. The handles of still older ones stay taken, which is the store's to remember.
     */
    public static final int MAX_SECRETS = 4;

    /** Checks the bounds and the invariants that need no clock. */
    public ApiKey {
        Checks.text("tenant", tenant, Checks.ID);
        Checks.text("name", name, Checks.NAME);
        if (slot != null) {
            Checks.text("slot", slot, Checks.NAME);
        }
        // Most keys have none, and a process may remember very many keys.
        limits = limits.equals(Limits.NONE) ? Limits.NONE : limits;
        createdAt = Checks.instant("createdAt", createdAt);
        expiresAt = expiresAt == null ? null : Checks.instant("expiresAt", expiresAt);
        Checks.that(version >= 1, "version", "must be at least 1");
        secrets = List.copyOf(secrets);
        Checks.that(!secrets.isEmpty() && secrets.size() <= MAX_SECRETS, "secrets", "must be 1 to " + MAX_SECRETS);
        Set<String> handles = new HashSet<>();
        for (int i = 0; i < secrets.size(); i++) {
            Secret secret = secrets.get(i);
            Instant deadline = secret.retiresAt();
            boolean mayBeCurrent = i == 0 && revocation == null;
            Checks.that((deadline == null) == mayBeCurrent, "secrets", "must have one current secret, none if revoked");
            boolean inTime = deadline == null || expiresAt == null || !deadline.isAfter(expiresAt);
            Checks.that(inTime, "secrets", "must retire before the key expires");
            Checks.that(i < 2 || Secret.AT_ONCE.equals(deadline), "secrets", "must be retired after the second");
            Checks.that(handles.add(secret.handle()), "secrets", "must have different handles");
        }
    }

    /**
     * Begins a change.
     *
     * @param actor who changes the key
     * @param now when
     * @return what can be changed, each as a pure function
     */
    public KeyChange by(Actor actor, Instant now) {
        return new KeyChange(this, actor, now);
    }

    /**
     * Returns what issuing compares.
     *
     * @return the authority of this key
     */
    public Authority authority() {
        return new Authority(permissions, limits, expiresAt);
    }

    /**
     * Tells what this key is at an instant. Revocation and suspension hold whatever the clock says.
     *
     * @param now the instant
     * @return the status; expired from the instant of expiry on
     */
    public KeyStatus status(Instant now) {
        if (revocation != null) {
            return KeyStatus.REVOKED;
        }
        if (expiresAt != null && !now.isBefore(expiresAt)) {
            return KeyStatus.EXPIRED;
        }
        return suspension != null ? KeyStatus.SUSPENDED : KeyStatus.ACTIVE;
    }

    /**
     * Tells whether a secret of this key would be accepted at an instant.
     *
     * @param secret one of this key's secrets
     * @param now the instant
     * @return true when the key is active and the secret current or retiring
     */
    public boolean isUsable(Secret secret, Instant now) {
        return status(now) == KeyStatus.ACTIVE && secret.status(now) != SecretStatus.RETIRED;
    }

    /**
     * Finds a secret.
     *
     * @param handle the handle
     * @return the secret, or empty when this key has none of that handle
     */
    public Optional<Secret> secret(String handle) {
        for (Secret secret : secrets) {
            if (secret.handle().equals(handle)) {
                return Optional.of(secret);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the newest secret: the current one unless the key is revoked.
     *
     * @return what lists show
     */
    public Secret newestSecret() {
        return secrets.get(0);
    }

    /**
     * Tells whether this key takes its slot. A revoked key has left it.
     *
     * @return true when it has a slot and is not revoked
     */
    public boolean occupiesSlot() {
        return slot != null && revocation == null;
    }

    /**
     * Tells since when this key is dead, or will be.
     *
     * @return the revocation or the expiry, whichever is earlier; empty when neither is set
     */
    public Optional<Instant> deadSince() {
        Instant revoked = revocation == null ? null : revocation.at();
        if (revoked == null || expiresAt == null) {
            return Optional.ofNullable(revoked == null ? expiresAt : revoked);
        }
        return Optional.of(revoked.isBefore(expiresAt) ? revoked : expiresAt);
    }
}
