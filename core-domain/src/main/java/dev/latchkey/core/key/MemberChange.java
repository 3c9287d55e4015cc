package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.scope.ResourceScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A member of a key before and after a change, as text for the audit. Members that only a newer release knows are read
 * like all others.
 *
 * <p>The members are {@code scope} ({@code tenant}, or {@code resource} and its id), {@code slot}, {@code issuedBy},
 * {@code name}, {@code owner}, {@code tags}, {@code description}, {@code permissions}, {@code rates}, {@code networks},
 * {@code expiresAt} and {@code suspension} (its cause, a colon and its reason). Several values are separated by commas.
 *
 * @param member the name of the member
 * @param before its value before the change; null if it had none, or there was no key
 * @param after its value after the change; null if it has none: no slot, issued by the host, the host's rates, any
 *     network, or no expiry
 */
public record MemberChange(
        String member, @Nullable String before, @Nullable String after) {
    /** Refuses control characters, as the model does for every text. */
    public MemberChange {
        for (String text : Arrays.asList(member, before, after)) {
            boolean printable = text == null || text.chars().noneMatch(Character::isISOControl);
            Checks.that(printable, "changes", "must not contain control characters");
        }
    }

    /**
     * Lists what a change changed.
     *
     * @param before the key before the change; null for a new key
     * @param after the key after the change
     * @return the members that differ; of a new key those that have a value
     */
    static List<MemberChange> between(@Nullable ApiKey before, ApiKey after) {
        Map<String, @Nullable String> was = before == null ? Map.of() : members(before);
        List<MemberChange> changes = new ArrayList<>();
        members(after).forEach((member, value) -> {
            String previous = was.get(member);
            if (!Objects.equals(previous, value)) {
                changes.add(new MemberChange(member, previous, value));
            }
        });
        return changes;
    }

    private static Map<String, @Nullable String> members(ApiKey key) {
        UUID issuer = key.identity().issuedBy();
        Map<String, @Nullable String> members = new LinkedHashMap<>();
        members.put("scope", key.scope() instanceof ResourceScope scope ? "resource " + scope.resource() : "tenant");
        members.put("slot", key.slot());
        members.put("issuedBy", issuer == null ? null : issuer.toString());
        members.put("name", key.name());
        members.put("owner", key.labels().owner());
        members.put("tags", orNull(joined(key.labels().tags())));
        members.put("description", key.labels().description());
        members.put("permissions", joined(key.permissions().patterns()));
        members.put("rates", orNull(joined(key.limits().rates())));
        members.put("networks", orNull(joined(key.limits().networks())));
        members.put(
                "expiresAt", key.expiresAt() == null ? null : key.expiresAt().toString());
        Suspension suspension = key.suspension();
        members.put("suspension", suspension == null ? null : suspension.cause() + ": " + suspension.reason());
        return members;
    }

    private static String joined(Iterable<?> values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.toString()));
        return String.join(",", texts);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
