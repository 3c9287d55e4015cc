package dev.latchkey.examples.snippets;

import dev.latchkey.Latchkey;
import dev.latchkey.MaintenanceResult;
import dev.latchkey.MaintenanceResult.LapsedRotation;
import dev.latchkey.ports.IdleReport;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** The job that every scheduler of the page calls, to the letter: {@link OperationsPageTest} compares and runs it. */
// spotless:off
// snippet: maintenance-job
class MaintenanceJob {
    private static final System.Logger LOG = System.getLogger("acme.maintenance");

    private final Latchkey latchkey;

    MaintenanceJob(Latchkey latchkey) {
        this.latchkey = latchkey;
    }

    void run() {
        MaintenanceResult result = latchkey.maintenance().run(Duration.ofHours(1));
        LOG.log(Level.INFO, "{0} expired, {1} purged, {2} removed, {3} suspended, more: {4}",
                result.expired(), result.purged(), result.forgotten(), result.suspended(), result.more());
        for (LapsedRotation rotation : result.lapsed()) {
            LOG.log(Level.WARNING, "The new secret of key {0} of {1} was not used until {2}",
                    rotation.keyId(), rotation.tenant(), rotation.lapsedAt());
        }
        for (IdleReport report : result.idle()) {
            LOG.log(Level.WARNING, "{0} of {1} keys of {2} are idle: {3}",
                    report.idle(), report.keys(), report.tenant(), report.reason());
        }
    }
}
// end
// spotless:on
