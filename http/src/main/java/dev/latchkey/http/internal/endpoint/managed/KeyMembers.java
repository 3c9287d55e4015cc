package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeyPatch;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.http.internal.endpoint.BodyMembers;
import dev.latchkey.http.internal.endpoint.JsonBody;
import dev.latchkey.http.internal.endpoint.Rfc3339;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.FieldProblem;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.json.JsonSchema.Property;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The members of a key that can be given and changed, as a JSON merge patch (RFC 7396): an absent member stays as it
 * is, null removes what can be removed, and an array replaces the whole member.
 *
 * @param names the names of the members
 * @param errors the errors
 */
record KeyMembers(ManagedNames names, ApiErrors errors) {
    private static final BodyMembers LIMIT =
            BodyMembers.of("burst").and("tokens").and("period");

    /** Returns the members that a patch may have. */
    BodyMembers known() {
        return BodyMembers.of(ManagedNames.NAME)
                .and(ManagedNames.OWNER)
                .and(ManagedNames.TAGS, "labels")
                .and(ManagedNames.DESCRIPTION)
                .and(ManagedNames.PERMISSIONS, "permission", "scopes")
                .and(ManagedNames.LIMITS, "rates", "rate limits")
                .and(ManagedNames.NETWORKS, "allowed ips", "ips", "cidrs")
                .and(names.expiresAt(), "expiry", "expiration");
    }

    /** Reads a patch. */
    KeyPatch patch(JsonBody body) {
        KeyPatch patch = KeyPatch.NONE;
        if (body.has(ManagedNames.NAME)) {
            patch = patch.name(required(body, ManagedNames.NAME, () -> body.text(ManagedNames.NAME)));
        }
        if (body.has(ManagedNames.OWNER)) {
            patch = patch.owner(body.optionalText(ManagedNames.OWNER));
        }
        if (body.has(ManagedNames.TAGS)) {
            List<String> tags = body.optionalTexts(ManagedNames.TAGS);
            patch = patch.tags(tags == null ? List.of() : tags);
        }
        if (body.has(ManagedNames.DESCRIPTION)) {
            patch = patch.description(body.optionalText(ManagedNames.DESCRIPTION));
        }
        return authority(patch, body);
    }

    private KeyPatch authority(KeyPatch labels, JsonBody body) {
        KeyPatch patch = labels;
        if (body.has(ManagedNames.PERMISSIONS)) {
            patch = patch.permissions(required(body, ManagedNames.PERMISSIONS, () -> permissions(body)));
        }
        if (body.has(ManagedNames.LIMITS)) {
            patch = patch.rates(rates(body));
        }
        if (body.has(ManagedNames.NETWORKS)) {
            patch = patch.networks(networks(body));
        }
        if (body.has(names.expiresAt())) {
            patch = patch.expiresAt(expiry(body));
        }
        return patch;
    }

    private <T> T required(JsonBody body, String member, Supplier<T> value) {
        if (body.isNull(member)) {
            throw new ApiErrorException(errors.invalid(member, FieldProblem.NULL));
        }
        return value.get();
    }

    Permissions permissions(JsonBody body) {
        List<String> patterns = body.optionalTexts(ManagedNames.PERMISSIONS);
        return checked(() -> Permissions.of(patterns == null ? List.of() : patterns));
    }

    List<RateLimit> rates(JsonBody body) {
        List<JsonBody> limits = body.optionalObjects(ManagedNames.LIMITS, LIMIT);
        return limits == null
                ? List.of()
                : checked(
                        ManagedNames.LIMITS,
                        () -> limits.stream()
                                .map(limit -> new RateLimit(
                                        limit.number("burst"),
                                        limit.number("tokens"),
                                        duration("period", limit.text("period"))))
                                .toList());
    }

    List<Cidr> networks(JsonBody body) {
        List<String> networks = body.optionalTexts(ManagedNames.NETWORKS);
        return networks == null
                ? List.of()
                : checked(
                        ManagedNames.NETWORKS,
                        () -> networks.stream().map(Cidr::parse).toList());
    }

    @Nullable Instant expiry(JsonBody body) {
        String text = body.optionalText(names.expiresAt());
        Instant instant = text == null ? null : Rfc3339.parse(text);
        if (text != null && instant == null) {
            throw new ApiErrorException(errors.invalid(names.expiresAt(), FieldProblem.NO_INSTANT));
        }
        return instant;
    }

    /** Reads a duration of days and below. */
    Duration duration(String member, String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException | ArithmeticException e) {
            throw new ApiErrorException(errors.invalid(member, FieldProblem.NO_DURATION));
        }
    }

    /** Returns a value, or the error that names the member that is out of bounds. */
    <T> T checked(Supplier<T> value) {
        try {
            return value.get();
        } catch (InvalidValueException e) {
            throw new ApiErrorException(errors.invalid(names.member(e), e));
        }
    }

    /** Returns an instant after another one. */
    Instant after(Instant now, String member, String duration) {
        try {
            return now.plus(duration(member, duration));
        } catch (DateTimeException | ArithmeticException e) {
            throw new ApiErrorException(errors.invalid(member, FieldProblem.NO_DURATION));
        }
    }

    /** Returns a value, or the error that names a member. */
    <T> T checked(String member, Supplier<T> value) {
        try {
            return value.get();
        } catch (InvalidValueException e) {
            throw new ApiErrorException(errors.invalid(member, e));
        }
    }

    /** Describes the members of a patch. */
    List<Property> properties(boolean named) {
        JsonSchema permission =
                ValueSchemas.permission("A permission or a pattern, for example messages:send or messages:*.");
        JsonSchema network = ValueSchemas.network("A network in CIDR notation, or one address.")
                .example("10.0.0.0/8");
        JsonSchema permissions = JsonSchema.array(
                        "The permissions of the key, which replace its previous ones.", permission)
                .and(json -> json.number("maxItems", 64));
        return List.of(
                new Property(
                        ManagedNames.NAME,
                        ValueSchemas.text("The name of the key, for people.", ValueSchemas.TEXT)
                                .example("ci"),
                        named),
                new Property(
                        ManagedNames.OWNER,
                        ValueSchemas.text("The owner of the key; null for none.", ValueSchemas.OWNER)
                                .orNull(),
                        false),
                new Property(
                        ManagedNames.TAGS,
                        JsonSchema.array("The tags of the key; null for none.", ValueSchemas.tag("A tag."))
                                .and(json -> json.number("maxItems", 16))
                                .orNull(),
                        false),
                new Property(
                        ManagedNames.DESCRIPTION,
                        ValueSchemas.text("The purpose of the key; null for none.", ValueSchemas.REASON)
                                .orNull(),
                        false),
                new Property(ManagedNames.PERMISSIONS, named ? permissions.orNull() : permissions, false),
                new Property(
                        ManagedNames.LIMITS,
                        JsonSchema.array("The rate limits of the key; null for the host's default.", limit())
                                .and(json -> json.number("maxItems", 4))
                                .orNull(),
                        false),
                new Property(
                        ManagedNames.NETWORKS,
                        JsonSchema.array("The networks from which the key may be used; null for any network.", network)
                                .and(json -> json.number("maxItems", 32))
                                .orNull(),
                        false),
                new Property(
                        names.expiresAt(),
                        JsonSchema.text("The time of expiry, in the future; null for never.")
                                .and(json -> json.text("format", "date-time"))
                                .orNull(),
                        false));
    }

    private static JsonSchema limit() {
        return JsonSchema.object(
                        "A token bucket.",
                        List.of(
                                new Property("burst", count("The number of requests that a full bucket allows."), true),
                                new Property("tokens", count("The number of requests that each period refills."), true),
                                new Property(
                                        "period",
                                        ValueSchemas.duration("The period, one millisecond to 366 days.")
                                                .example("PT1S"),
                                        true)))
                .closed()
                .named("NewLimit");
    }

    private static JsonSchema count(String description) {
        return JsonSchema.of("integer", description).between("minimum", 1, "maximum", 1_000_000_000);
    }
}
