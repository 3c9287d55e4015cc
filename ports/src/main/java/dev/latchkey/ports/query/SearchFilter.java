package dev.latchkey.ports.query;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.ResourceScope;
import java.util.UUID;

/**
 * The filter of a search. A search has at most one.
 *
 * @param member what is compared
 * @param value the value, in the form that {@link Member} describes
 */
public record SearchFilter(Member member, String value) {
    /** What a filter compares. */
    public enum Member {
        /** The id of the resource that the key is bound to. */
        RESOURCE,
        /** The owner. */
        OWNER,
        /** One of the tags. */
        TAG,
        /** A permission that the key grants, by itself or by a pattern; {@code *} for each that there is. */
        PERMISSION,
        /** The text of the id of a key that issued the key, directly or through others. */
        ISSUER,
        /**
         * The beginning of the name or of the display prefix of a secret that the key carries, or {@code k_} and the
         * whole handle of such a secret.
         */
        TEXT
    }

    /** Checks the value. */
    public SearchFilter {
        switch (member) {
            case RESOURCE -> Checks.text("resource", value, Checks.ID);
            case OWNER -> Checks.text("owner", value, Checks.ACTOR);
            case TAG -> Checks.text("tag", value, Checks.TAG);
            case PERMISSION -> checkPermission(value);
            case ISSUER -> value = UUID.fromString(value).toString();
            case TEXT -> Checks.text("text", value, Checks.NAME);
        }
    }

    private static void checkPermission(String value) {
        if (!value.equals("*")) {
            Permissions.check(value);
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
     * Tells whether a key passes this filter.
     *
     * @param key the key
     * @return whether it does
     */
    public boolean matches(ApiKey key) {
        return switch (member) {
            case RESOURCE ->
                key.scope() instanceof ResourceScope scope && scope.resource().equals(value);
            case OWNER -> value.equals(key.labels().owner());
            case TAG -> key.labels().tags().contains(value);
            case PERMISSION -> key.permissions().permit(value);
            case ISSUER -> key.identity().issuers().contains(issuer());
            case TEXT -> key.name().startsWith(value) || key.secrets().stream().anyMatch(this::isOf);
        };
    }

    private boolean isOf(Secret secret) {
        return secret.displayPrefix().startsWith(value) || value.equals("k_" + secret.handle());
    }
}
