package dev.latchkey;

import dev.latchkey.MaintenanceResult.LapsedRotation;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Idleness;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.SecretStatus;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.query.Page;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A walk over all keys, a page at a time: it reports lapsed rotations, and looks at the idle keys of each tenant that
 * has a key old enough to be idle. Not safe for use by several threads.
 */
final class KeyWalk {
    static final int PAGE = 500;

    private final KeyStore store;
    private final IdleReports reports;
    private final MaintenanceRules rules;
    private final Clock clock;

    /** The tenants that the walk has come upon. */
    private final Set<String> seen = new HashSet<>();

    /** Those of them whose idle keys are not looked at yet, or not all of them. */
    private final Queue<String> tenants = new ArrayDeque<>();

    /** The idle keys of the first of them; null if the walk has yet to begin with it. */
    private @Nullable IdleKeys current;

    private @Nullable UUID after;
    private boolean ended;

    KeyWalk(KeyStore store, IdleReports reports, MaintenanceRules rules, Clock clock) {
        this.store = store;
        this.reports = reports;
        this.rules = rules;
        this.clock = clock;
    }

    /** Reads one page, and returns whether it was the last. */
    boolean step(MaintenanceResult.Draft result) {
        Instant now = clock.instant();
        Instant idleBefore = rules.idleBefore(now);
        String tenant = tenants.peek();
        if (tenant != null && idleBefore != null) {
            lookAtIdle(tenant, now, idleBefore, result);
        } else {
            look(store.all(after, PAGE), now, idleBefore, result);
        }
        return ended && tenants.isEmpty();
    }

    private void lookAtIdle(String tenant, Instant now, Instant idleBefore, MaintenanceResult.Draft result) {
        IdleKeys keys =
                current != null ? current : new IdleKeys(store, reports, tenant, now, idleBefore, rules.idleNotice());
        // After a failure the tenant is begun again: some keys of the page are counted, and others are not.
        current = null;
        if (keys.step(now, result)) {
            tenants.remove();
        } else {
            current = keys;
        }
    }

    private void look(Page<ApiKey> page, Instant now, @Nullable Instant idleBefore, MaintenanceResult.Draft result) {
        List<ApiKey> keys = page.items();
        for (ApiKey key : keys) {
            Rotation rotation = key.rotation();
            if (rotation != null && rotation.kind() == Rotation.Kind.PENDING) {
                report(key, rotation, now, result);
            }
            // When it was last used, only lists tell.
            boolean maybeIdle = idleBefore != null && Idleness.isIdle(key, null, idleBefore, now);
            if (maybeIdle && seen.add(key.tenant())) {
                tenants.add(key.tenant());
            }
        }
        ended = !page.more();
        after = keys.isEmpty() ? after : keys.get(keys.size() - 1).id();
    }

    private static void report(ApiKey key, Rotation rotation, Instant now, MaintenanceResult.Draft result) {
        Secret fresh = key.secret(rotation.newHandle()).orElseThrow();
        Instant lapsedAt = fresh.retiresAt();
        if (lapsedAt != null
                && key.status(fresh, now) == SecretStatus.RETIRED
                && !key.status(now).isDead()) {
            result.add(new LapsedRotation(key.tenant(), key.id(), fresh.handle(), lapsedAt));
        }
    }
}
