package dev.latchkey.http;

import dev.latchkey.core.access.Requirement;
import dev.latchkey.http.internal.route.Rule;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The description of a rule about requests, for lists of what an application requires. {@link LatchkeyWeb#rules} makes
 * it of the rules of the endpoints and of those that the host has built with {@link Routes}. Nothing is decided by it.
 *
 * @param method the HTTP method; {@code *} for any
 * @param path the pattern of the path
 * @param reach {@code tenant}, {@code resource} or {@code either}; {@code none} if everyone may call
 * @param permission the permission that the caller needs; null for none
 * @param optional whether a request without any credential is let in
 * @param strict whether the store is read each time, whatever a record cache remembers
 */
public record RouteRule(
        String method, String path, String reach, @Nullable String permission, boolean optional, boolean strict) {
    static RouteRule of(Rule rule) {
        Requirement requirement = rule.requirement();
        return new RouteRule(
                rule.method(),
                rule.path().toString(),
                requirement == null ? "none" : requirement.reach().name().toLowerCase(Locale.ROOT),
                requirement == null ? null : requirement.permission(),
                rule.optional(),
                rule.strict());
    }
}
