package dev.latchkey.http.internal.endpoint;

import dev.latchkey.Latchkey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;

/** What a new key may do for which a request names no permissions. */
public final class DefaultPermissions {
    private DefaultPermissions() {}

    /** Returns the permissions of the host's policy, or those of its HTTP interface if the policy has none. */
    public static Permissions of(Latchkey latchkey, KeySpec spec, Permissions otherwise) {
        Permissions ofPolicy =
                latchkey.policies().of(spec.tenant(), spec.scope()).defaultPermissions();
        return ofPolicy.equals(Permissions.NONE) ? otherwise : ofPolicy;
    }
}
