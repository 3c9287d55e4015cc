package dev.latchkey.core.access;

import dev.latchkey.core.scope.Permissions;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What an operator, or an API key that manages others, may do with keys. */
public enum ManagementPermission {
    /** See keys, and find the key of a raw key. */
    READ,
    /** See events. */
    AUDIT,
    /** Issue keys. */
    ISSUE,
    /** Change name, owner, tags and description. */
    LABEL,
    /** Change permissions, limits, networks and expiry. */
    CHANGE,
    /** Rotate keys, and complete and cancel rotations. */
    ROTATE,
    /** Suspend and resume keys. */
    SUSPEND,
    /** Revoke keys. */
    REVOKE,
    /** See raw keys of which a sealed copy is kept. */
    REVEAL,
    /** Regenerate the keys of slots. */
    SLOTS;

    /** The pattern that grants all of these to an API key. */
    public static final String ALL = "keys:*";

    /**
     * Returns the permission by which an API key holds this.
     *
     * @return for example {@code keys:read}
     */
    public String permission() {
        return "keys:" + name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns what an API key may do. Each is granted by its name, and all by {@link #ALL}. {@code *} grants none: keys
     * that were given everything before there was anything to manage must not manage other keys.
     *
     * @param permissions the permissions of the key
     * @return what is granted, unmodifiable
     */
    public static Set<ManagementPermission> grantedBy(Permissions permissions) {
        Set<String> patterns = permissions.patterns();
        Set<ManagementPermission> granted = EnumSet.noneOf(ManagementPermission.class);
        Arrays.stream(values())
                .filter(one -> patterns.contains(ALL) || patterns.contains(one.permission()))
                .forEach(granted::add);
        return Collections.unmodifiableSet(granted);
    }
}
