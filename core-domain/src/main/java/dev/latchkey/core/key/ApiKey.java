package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The aggregate an operator sees: one key with its secrets, which are one unit of storage with one version.
 *
 * <p>Immutable. Every change is a pure function to the next {@code ApiKey} ({@link #by}), so a store needs nothing but
 * compare-and-set on the version. A value that breaks an invariant cannot be made: exactly one current secret unless
 * revoked, none if revoked, at most one that is pending or retiring beside it, no deadline after the expiry.
 *
 * @param identity what never changes
 * @param labels what people call it, and how they group keys
 * @param authority what it may do, from where, how often and until when
 * @param lifecycle how it was stopped and put back in force
 * @param version 1 at issue, one more at each change
 * @param changedAt the instant of the event of this version, in milliseconds; never before that of the version before
 * @param secrets the current one, then the one that is or was pending or retiring beside it, then earlier generations;
 *     {@value #MAX_SECRETS} at most
 * @param rotation the last rotation that left two secrets usable, which may have ended since; null if there was none,
 *     or if it was completed or canceled
 */
public record ApiKey(
        KeyIdentity identity,
        Labels labels,
        Authority authority,
        Lifecycle lifecycle,
        long version,
        Instant changedAt,
        List<Secret> secrets,
        @Nullable Rotation rotation) {

    /**
     * How many generations are kept. Two can be usable; the others are there so that the use of a rotated-out key can
     * be told from garbage. The handles of still older ones stay taken, which is the store's to remember.
     */
    public static final int MAX_SECRETS = 4;

    /** Checks the bounds and the invariants that need no clock. */
    public ApiKey {
        Checks.that(version >= 1, "version", "must be at least 1");
        changedAt = Checks.instant("changedAt", changedAt);
        secrets = List.copyOf(secrets);
        Generations.check(secrets, lifecycle.revocation() != null, authority.expiresAt());
        Checks.that(rotation == null || rotation.isOf(secrets), "rotation", "must be one of the first two secrets");
    }

    /**
     * Returns the id.
     *
     * @return the id of the key
     */
    public UUID id() {
        return identity.id();
    }

    /**
     * Returns the tenant.
     *
     * @return the account that owns the key
     */
    public String tenant() {
        return identity.tenant();
    }

    /**
     * Returns the scope.
     *
     * @return where the key may act
     */
    public Scope scope() {
        return identity.scope();
    }

    /**
     * Returns the slot.
     *
     * @return the place that the key takes while it is not revoked; null for none
     */
    public @Nullable String slot() {
        return identity.slot();
    }

    /**
     * Returns the creation.
     *
     * @return when the key was issued, in milliseconds
     */
    public Instant createdAt() {
        return identity.createdAt();
    }

    /**
     * Returns the name.
     *
     * @return what people call the key
     */
    public String name() {
        return labels.name();
    }

    /**
     * Returns the suspension.
     *
     * @return that the key is stopped, or null
     */
    public @Nullable Suspension suspension() {
        return lifecycle.suspension();
    }

    /**
     * Returns the revocation.
     *
     * @return that the key is ended for good, or null
     */
    public @Nullable Revocation revocation() {
        return lifecycle.revocation();
    }

    /**
     * Returns the permissions.
     *
     * @return what the key may do
     */
    public Permissions permissions() {
        return authority.permissions();
    }

    /**
     * Returns the limits.
     *
     * @return what bounds the key
     */
    public Limits limits() {
        return authority.limits();
    }

    /**
     * Returns the expiry.
     *
     * @return when the key ends by itself, in milliseconds; null for never
     */
    public @Nullable Instant expiresAt() {
        return authority.expiresAt();
    }

    /**
     * Returns the specification of this key.
     *
     * @return what it is, as if it were still to be issued
     */
    public KeySpec spec() {
        return new KeySpec(tenant(), scope(), labels, slot(), authority);
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
     * Tells what this key is at an instant. Revocation and suspension hold whatever the clock says.
     *
     * @param now the instant
     * @return the status; expired from the instant of expiry on
     */
    public KeyStatus status(Instant now) {
        if (revocation() != null) {
            return KeyStatus.REVOKED;
        }
        Instant expiresAt = expiresAt();
        if (expiresAt != null && !now.isBefore(expiresAt)) {
            return KeyStatus.EXPIRED;
        }
        return suspension() != null ? KeyStatus.SUSPENDED : KeyStatus.ACTIVE;
    }

    /**
     * Tells whether lists of live keys leave this key out.
     *
     * @param now the instant
     * @return true if it is dead, or it was recorded that it has expired, which is done once it has expired for every
     *     node
     */
    public boolean isEnded(Instant now) {
        return lifecycle.expiredAt() != null || status(now).isDead();
    }

    /**
     * Tells what a secret of this key is at an instant, apart from the key's own status.
     *
     * @param secret one of this key's secrets
     * @param now the instant
     * @return current without a deadline; else pending or retiring before it, and retired from it on
     */
    public SecretStatus status(Secret secret, Instant now) {
        if (secret.retiresAt() == null) {
            return SecretStatus.CURRENT;
        }
        if (secret.isRetired(now)) {
            return SecretStatus.RETIRED;
        }
        return isPending(secret) ? SecretStatus.PENDING : SecretStatus.RETIRING;
    }

    /**
     * Tells whether a secret of this key waits for its first use, or waited until its deadline passed.
     *
     * @param secret one of this key's secrets
     * @return whether a rotation has left it pending
     */
    public boolean isPending(Secret secret) {
        return rotation != null
                && rotation.kind() == Rotation.Kind.PENDING
                && rotation.newHandle().equals(secret.handle());
    }

    /**
     * Returns the rotation that is under way at an instant.
     *
     * @param now the instant
     * @return the rotation; empty if there is none, if the secret beside the current one is retired, or if the key is
     *     dead
     */
    public Optional<Rotation> rotation(Instant now) {
        boolean ended =
                rotation == null || secrets.get(1).isRetired(now) || status(now).isDead();
        return ended ? Optional.empty() : Optional.ofNullable(rotation);
    }

    /**
     * Finds a secret.
     *
     * @param handle the handle
     * @return the secret, or empty when this key has none of that handle
     */
    public Optional<Secret> secret(String handle) {
        // Not a stream: every authentication passes here.
        for (Secret secret : secrets) {
            if (secret.handle().equals(handle)) {
                return Optional.of(secret);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the current secret. Of a revoked key, which has none, the one that was current.
     *
     * @return what lists and reveals show; never a pending secret
     */
    public Secret currentSecret() {
        return secrets.get(0);
    }

    /**
     * Tells whether this key takes its slot. A revoked key has left it.
     *
     * @return true when it has a slot and is not revoked
     */
    public boolean occupiesSlot() {
        return slot() != null && revocation() == null;
    }

    /**
     * Tells since when this key is dead, or will be.
     *
     * @return the revocation or the expiry, whichever is earlier; empty when neither is set
     */
    public Optional<Instant> deadSince() {
        Revocation revocation = lifecycle.revocation();
        Instant revoked = revocation == null ? null : revocation.at();
        Instant expiresAt = expiresAt();
        if (revoked == null || expiresAt == null) {
            return Optional.ofNullable(revoked == null ? expiresAt : revoked);
        }
        return Optional.of(revoked.isBefore(expiresAt) ? revoked : expiresAt);
    }
}
