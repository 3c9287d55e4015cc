package dev.latchkey.core.access;

import dev.latchkey.core.key.Authority;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules about what an operator may do with keys, as pure functions. Each returns the reason of a refusal, or null
 * if there is none.
 */
public final class ManagementRules {
    private ManagementRules() {}

    /**
     * Tells whether an operator holds management permissions.
     *
     * @param operator the operator
     * @param needed the permissions, all of which are needed
     * @return the reason why not; null if it does
     */
    public static @Nullable Refusal holds(Operator operator, Set<ManagementPermission> needed) {
        return operator.may().containsAll(needed) ? null : Refusal.PERMISSION;
    }

    /**
     * Tells whether an operator may be handed a key with certain permissions, or put it back in force. An operator that
     * may grant {@code *} grants those management permissions that it holds itself.
     *
     * @param operator the operator
     * @param permissions the permissions of the key
     * @return the reason why not; null if it may grant all of them
     */
    public static @Nullable Refusal handOut(Operator operator, Permissions permissions) {
        Permissions mayGrant = operator.mayGrant();
        boolean everythingHeld = mayGrant.cover(Permissions.ALL)
                && operator.may().containsAll(ManagementPermission.grantedBy(permissions));
        return everythingHeld || mayGrant.cover(permissions) ? null : Refusal.PERMISSION;
    }

    /**
     * Returns the management permissions that a change of members needs.
     *
     * @param before the key before the change
     * @param after what the key is to be
     * @return the permissions; none if nothing changes
     */
    public static Set<ManagementPermission> needed(KeySpec before, KeySpec after) {
        Set<ManagementPermission> needed = EnumSet.noneOf(ManagementPermission.class);
        if (!before.authority(after.authority()).equals(after)) {
            needed.add(ManagementPermission.LABEL);
        }
        if (!before.authority().equals(after.authority())) {
            needed.add(ManagementPermission.CHANGE);
        }
        return needed;
    }

    /**
     * Tells whether an operator may give a key another authority. Narrowing is always allowed. Widening a key needs
     * that the operator may grant what the key can do, before the change and after it.
     *
     * @param operator the operator
     * @param before the authority of the key; where it has no rates, with those of the host
     * @param after the new authority, in the same way
     * @return the reason why not; null if it may
     */
    public static @Nullable Refusal change(Operator operator, Authority before, Authority after) {
        if (after.isWithin(before)) {
            return null;
        }
        Refusal refusal = handOut(operator, before.permissions());
        return refusal == null ? handOut(operator, after.permissions()) : refusal;
    }
}
