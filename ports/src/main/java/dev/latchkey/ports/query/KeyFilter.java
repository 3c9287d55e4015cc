package dev.latchkey.ports.query;

import dev.latchkey.core.format.Handles;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.ApiKey;
import java.util.UUID;

/**
 * The filter of a list of keys. A list has at most one, so that an index leads to its keys whatever else the tenant
 * has.
 *
 * @param member the member that is compared
 * @param value the value, in the form that {@link Member} describes
 */
public record KeyFilter(Member member, String value) {
    /** What a filter compares. */
    public enum Member {
        /** The name of the slot that the key takes or took, in any scope. */
        SLOT,
        /** The text of the id of a key that issued the key, directly or through others. */
        ISSUER,
        /** The first 8 to 22 characters of the handle of a secret that the key carries. */
        HANDLE
    }

    /** Checks the value. */
    public KeyFilter {
        if (member == Member.SLOT) {
            Checks.text("slot", value, Checks.NAME);
        } else if (member == Member.ISSUER) {
            value = UUID.fromString(value).toString();
        } else {
            Handles.check(value);
        }
    }

    /**
     * Returns the id of the issuer.
     *
     * @return the id
     * @throws IllegalArgumentException if another member is compared
     */
    public UUID issuer() {
        return UUID.fromString(value);
    }

    /**
     * Returns the least text above all handles that begin with the value, by bytes: what is at least {@link #value} and
     * below this text begins with the value.
     *
     * @return the upper bound, exclusive
     */
    public String above() {
        int last = value.length() - 1;
        return value.substring(0, last) + (char) (value.charAt(last) + 1);
    }

    /**
     * Tells whether a key passes this filter.
     *
     * @param key the key
     * @return whether a list with this filter has the key
     */
    public boolean matches(ApiKey key) {
        if (member == Member.SLOT) {
            return value.equals(key.slot());
        }
        return member == Member.ISSUER
                ? key.identity().issuers().contains(issuer())
                : key.secrets().stream().anyMatch(secret -> secret.handle().startsWith(value));
    }
}
