package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Where the request of an actor came from, and how the actor was identified, for the audit.
 *
 * @param address the address of the client, 1 to 100 characters; null if unknown, or if there was no request
 * @param requestId the host's id of the request, 1 to 255 characters; null if unknown
 * @param onlyNamed whether the actor was only named, by an id that proves nothing
 */
public record Origin(@Nullable String address, @Nullable String requestId, boolean onlyNamed) {
    /** Nothing is known, as for what the host's own code does. */
    public static final Origin UNKNOWN = new Origin(null, null, false);

    private static final int MAX_ADDRESS = 100;

    /**
     * Keeps the texts, or marks those that are empty, longer, or have control characters: no change is refused because
     * of where it comes from.
     */
    public Origin {
        address = address == null ? null : Checks.explanation(address, MAX_ADDRESS);
        requestId = requestId == null ? null : Checks.keepableId(requestId, Checks.ACTOR);
    }

    /**
     * Returns the origin of a request.
     *
     * @param address the address of the client; null if unknown
     * @return the origin
     */
    public static Origin of(@Nullable String address) {
        return address == null ? UNKNOWN : new Origin(address, null, false);
    }

    /**
     * Returns this origin with the id of the request.
     *
     * @param id the host's id of the request; null if unknown
     * @return a new origin
     */
    public Origin requestId(@Nullable String id) {
        return new Origin(address, id, onlyNamed);
    }

    /**
     * Returns this origin with the mark that the actor was only named.
     *
     * @return a new origin
     */
    public Origin named() {
        return new Origin(address, requestId, true);
    }
}
