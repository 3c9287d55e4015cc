package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.http.internal.error.Nouns;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The names of the members and parameters of managed keys, in the host's case and with its noun of a resource.
 *
 * @param nouns the host's nouns
 * @param joined joins words to the name of a member
 */
public record ManagedNames(Nouns nouns, UnaryOperator<String> joined) {
    static final String TENANT = "tenant";
    static final String NAME = "name";
    static final String OWNER = "owner";
    static final String TAGS = "tags";
    static final String DESCRIPTION = "description";
    static final String SLOT = "slot";
    static final String PERMISSIONS = "permissions";
    static final String LIMITS = "limits";
    static final String NETWORKS = "networks";
    static final String LIFETIME = "lifetime";
    static final String REASON = "reason";
    static final String ID = "id";

    /** The names of the model, where they are not those of the members. */
    private static final Map<String, String> OF_THE_MODEL = Map.of("rates", LIMITS, "network", NETWORKS);

    private static final Set<String> TAKEN =
            Set.of(ID, TENANT, NAME, SLOT, PERMISSIONS, LIMITS, NETWORKS, LIFETIME, OWNER, TAGS, DESCRIPTION, "status");
    private static final Set<String> ALSO_TAKEN = Set.of(
            "suspension",
            "revocation",
            "revealable",
            "secret",
            "rotation",
            "version",
            "reason",
            "key",
            "keys",
            "display name");
    private static final Set<String> TAKEN_BY_LISTS = Set.of("tag", "permission", "q", "sort", "limit", "cursor");

    /** Checks that the noun of a resource is no other member. */
    public ManagedNames {
        String noun = nouns.resource();
        if (TAKEN.contains(noun) || ALSO_TAKEN.contains(noun) || TAKEN_BY_LISTS.contains(noun)) {
            throw new InvalidValueException("resourceNoun", "must not be the name of a member of a managed key");
        }
    }

    /** Joins words to a name. */
    String of(String words) {
        return joined.apply(words);
    }

    /** Returns the member that names the resource. */
    String resource() {
        return of(nouns.resource());
    }

    String expiresAt() {
        return of("expires at");
    }

    /** Returns the member that the model calls otherwise. */
    String member(InvalidValueException refused) {
        String field = refused.field();
        return field.equals("expiresAt") ? expiresAt() : OF_THE_MODEL.getOrDefault(field, field);
    }
}
