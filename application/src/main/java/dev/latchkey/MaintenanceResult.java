package dev.latchkey;

import dev.latchkey.ports.IdleReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What a run of {@link Maintenance} did.
 *
 * @param expired how many keys it recorded as expired
 * @param purged how many dead keys it removed
 * @param forgotten how many old events and days of usage it removed
 * @param suspended how many idle keys it suspended
 * @param lapsed rotations whose new secret was not used in time, {@value #MAX_LISTED} at most. Their clients still use
 *     the previous secret. A rotation is reported by each run until the key is rotated again, or the rotation canceled
 * @param idle the tenants with idle keys that were not suspended, and why, {@value #MAX_LISTED} at most
 * @param more whether work is left, because the time was over or another node was at work
 */
public record MaintenanceResult(
        int expired,
        int purged,
        int forgotten,
        int suspended,
        List<LapsedRotation> lapsed,
        List<IdleReport> idle,
        boolean more) {
    /** How many rotations and how many reports a result lists. */
    public static final int MAX_LISTED = 1000;

    /**
     * A rotation whose new secret has ended without a use.
     *
     * @param tenant the tenant of the key
     * @param keyId the key
     * @param handle the handle of the new secret
     * @param lapsedAt when it ended, in milliseconds
     */
    public record LapsedRotation(String tenant, UUID keyId, String handle, Instant lapsedAt) {}

    /** Copies the lists. */
    public MaintenanceResult {
        lapsed = List.copyOf(lapsed);
        idle = List.copyOf(idle);
    }

    /** What a run has done so far. */
    static final class Draft {
        int expired;
        int purged;
        int forgotten;
        int suspended;
        private final List<LapsedRotation> lapsed = new ArrayList<>();
        private final List<IdleReport> idle = new ArrayList<>();

        void add(LapsedRotation rotation) {
            if (lapsed.size() < MAX_LISTED) {
                lapsed.add(rotation);
            }
        }

        void add(IdleReport report) {
            if (idle.size() < MAX_LISTED) {
                idle.add(report);
            }
        }

        MaintenanceResult done(boolean more) {
            return new MaintenanceResult(expired, purged, forgotten, suspended, lapsed, idle, more);
        }
    }
}
