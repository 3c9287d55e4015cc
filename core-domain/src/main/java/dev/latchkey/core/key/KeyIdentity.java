package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.scope.Scope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The part of a key that never changes.
 *
 * @param id the id of the key
 * @param tenant the account that owns the key, 1 to 128 characters
 * @param scope where the key may act
 * @param slot the place that the key takes while it is not revoked, unique within tenant and scope; null for none
 * @param turn which key of its slot this one is: 1 for the first, and one more than that of its predecessor for a
 *     successor, whatever the clocks of their nodes say; 0 without a slot
 * @param provenance how the key came about
 */
public record KeyIdentity(
        UUID id, String tenant, Scope scope, @Nullable String slot, long turn, Provenance provenance) {
    /** Checks the bounds. */
    public KeyIdentity {
        Checks.text("tenant", tenant, Checks.ID);
        if (slot != null) {
            Checks.text("slot", slot, Checks.NAME);
        }
        Checks.that(slot == null ? turn == 0 : turn >= 1, "turn", "must be at least 1 in a slot, and 0 without one");
        List<UUID> issuers = provenance.issuers();
        Checks.that(!issuers.contains(id), "issuers", "must be different keys");
        Checks.that(slot == null || issuers.isEmpty(), "issuers", "must be empty for a key in a slot");
    }

    /**
     * Returns the issuers.
     *
     * @return the ids of the key that issued this one, of the key that issued that one, and so on; empty for the host
     */
    public List<UUID> issuers() {
        return provenance.issuers();
    }

    /**
     * Returns the creation.
     *
     * @return when the key was issued, in milliseconds
     */
    public Instant createdAt() {
        return provenance.createdAt();
    }

    /**
     * Returns the key that issued this one.
     *
     * @return its id; null if the host issued this key
     */
    public @Nullable UUID issuedBy() {
        return issuers().isEmpty() ? null : issuers().get(0);
    }
}
