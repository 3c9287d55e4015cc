package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a key is to be, before there is one. Begin with {@link #of} and refine: {@code
 * KeySpec.of("acme", Scope.tenant(), "ci").permissions(Permissions.of("messages:send"))}.
 *
 * @param tenant the account that owns the key, 1 to 128 characters
 * @param scope where it may act
 * @param labels what people call it, and how they group keys
 * @param slot the place it takes, unique within its tenant and scope, 1 to 100 characters; null for none
 * @param authority what it may do, from where, how often and until when
 */
public record KeySpec(
        String tenant, Scope scope, Labels labels, @Nullable String slot, Authority authority) {
    /** Checks the bounds. */
    public KeySpec {
        Checks.text("tenant", tenant, Checks.ID);
        if (slot != null) {
            Checks.text("slot", slot, Checks.NAME);
        }
    }

    /**
     * Returns the specification of a key without any permission, without a slot, without limits of its own and without
     * an expiry. Name what it may do by {@link #permissions}, or grant everything by {@link #allPermissions}.
     *
     * @param tenant the account that owns the key
     * @param scope where it may act
     * @param name what people call it
     * @return the specification
     */
    public static KeySpec of(String tenant, Scope scope, String name) {
        return new KeySpec(tenant, scope, Labels.of(name), null, new Authority(Permissions.NONE, Limits.NONE, null));
    }

    /**
     * Returns this specification in a slot.
     *
     * @param newSlot the place it takes
     * @return a new specification
     */
    public KeySpec slot(String newSlot) {
        return new KeySpec(tenant, scope, labels, newSlot, authority);
    }

    /**
     * Returns this specification with another name.
     *
     * @param newName what people call the key
     * @return a new specification
     */
    public KeySpec name(String newName) {
        return labels(labels.name(newName));
    }

    /**
     * Returns this specification with an owner.
     *
     * @param owner the person or team that answers for the key, 1 to 255 characters; null for none
     * @return a new specification
     */
    public KeySpec owner(@Nullable String owner) {
        return labels(labels.owner(owner));
    }

    /**
     * Returns this specification with other tags.
     *
     * @param tags all groups that the key is in, in any order
     * @return a new specification
     */
    public KeySpec tags(String... tags) {
        return labels(labels.tags(List.of(tags)));
    }

    /**
     * Returns this specification with a description.
     *
     * @param description what the key is for, 1 to 500 characters; null for none
     * @return a new specification
     */
    public KeySpec description(@Nullable String description) {
        return labels(labels.description(description));
    }

    /**
     * Returns this specification with other labels.
     *
     * @param newLabels name, owner, tags and description
     * @return a new specification
     */
    public KeySpec labels(Labels newLabels) {
        return new KeySpec(tenant, scope, newLabels, slot, authority);
    }

    /**
     * Returns this specification with other permissions.
     *
     * @param newPermissions what the key may do
     * @return a new specification
     */
    public KeySpec permissions(Permissions newPermissions) {
        return authority(authority.permissions(newPermissions));
    }

    /**
     * Returns this specification with all permissions that there are and will be.
     *
     * @return a new specification
     */
    public KeySpec allPermissions() {
        return permissions(Permissions.ALL);
    }

    /**
     * Returns this specification with other limits.
     *
     * @param newLimits what bounds the key
     * @return a new specification
     */
    public KeySpec limits(Limits newLimits) {
        return authority(authority.limits(newLimits));
    }

    /**
     * Returns this specification with an expiry.
     *
     * @param instant when the key ends by itself, null for never
     * @return a new specification
     */
    public KeySpec expiresAt(@Nullable Instant instant) {
        return authority(authority.expiresAt(instant));
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
     * Returns this specification with another authority.
     *
     * @param newAuthority permissions, limits and expiry
     * @return a new specification
     */
    public KeySpec authority(Authority newAuthority) {
        return new KeySpec(tenant, scope, labels, slot, newAuthority);
    }
}
