package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of one key in their order: the current one, the one that is or was pending or retiring beside it, then
 * earlier generations.
 */
final class Generations {
    private Generations() {}

    /** Checks what holds of the secrets of every key, at any instant. */
    static void check(List<Secret> secrets, boolean revoked, @Nullable Instant expiresAt) {
        Checks.that(
                !secrets.isEmpty() && secrets.size() <= ApiKey.MAX_SECRETS,
                "secrets",
                "must be 1 to " + ApiKey.MAX_SECRETS);
        Set<String> handles = new HashSet<>();
        for (int i = 0; i < secrets.size(); i++) {
            Secret secret = secrets.get(i);
            Instant deadline = secret.retiresAt();
            boolean mayBeCurrent = i == 0 && !revoked;
            Checks.that((deadline == null) == mayBeCurrent, "secrets", "must have one current secret, none if revoked");
            boolean inTime = deadline == null || expiresAt == null || !deadline.isAfter(expiresAt);
            Checks.that(inTime, "secrets", "must retire before the key expires");
            Checks.that(i < 2 || Secret.AT_ONCE.equals(deadline), "secrets", "must be retired after the second");
            Checks.that(handles.add(secret.handle()), "secrets", "must have different handles");
        }
    }

    /** Returns the secrets, none of which is usable any more. */
    static List<Secret> ended(List<Secret> secrets) {
        return each(secrets, secret -> secret.retiring(Secret.AT_ONCE));
    }

    /** Returns the secrets, of which those that have a deadline end with the key at the latest. */
    static List<Secret> within(List<Secret> secrets, Instant expiry) {
        return each(secrets, secret -> secret.retiresAt() == null ? secret : secret.retiring(expiry));
    }

    /** Returns the secrets with another one in place of that of a handle. */
    static List<Secret> replaced(List<Secret> secrets, String handle, UnaryOperator<Secret> by) {
        return each(secrets, secret -> secret.handle().equals(handle) ? by.apply(secret) : secret);
    }

    private static List<Secret> each(List<Secret> secrets, UnaryOperator<Secret> by) {
        return secrets.stream().map(by).toList();
    }
}
