package dev.latchkey.ports;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.internal.NamedIds;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * That a tenant has idle keys that a run of the maintenance did not suspend. A store keeps it as an event, and so does
 * it keep the confirmation, which is the same report as an event of its own.
 *
 * @param tenant the tenant
 * @param number the number of the event: 1 for the first report about the tenant, one more for each report and each
 *     confirmation after it
 * @param at when it was made, in milliseconds
 * @param reason why the keys were not suspended
 * @param idle how many keys were idle
 * @param keys how many live keys the tenant had
 * @param idleBefore the instant before which they were last used, created or resumed, in milliseconds
 * @param confirmed whether it is confirmed that they are to be suspended
 */
public record IdleReport(
        String tenant,
        long number,
        Instant at,
        Reason reason,
        int idle,
        int keys,
        Instant idleBefore,
        boolean confirmed) {
    /** In the detail, which a pseudonym leaves as it is. */
    private static final Pattern DETAIL = Pattern.compile(
            "(FIRST|TOO_MANY): ([0-9]{1,9}) of ([0-9]{1,9}) keys not used since before ([0-9]{4}-[0-9T:.-]+Z)");

    /** Why idle keys were not suspended. */
    public enum Reason {
        /** The first run that finds idle keys of a tenant only reports them. */
        FIRST,
        /** They are more than a run suspends without a confirmation. */
        TOO_MANY
    }

    /** Checks the bounds. */
    public IdleReport {
        Checks.text("tenant", tenant, Checks.ID);
        Checks.that(number >= 1, "number", "must be at least 1");
        at = Checks.instant("at", at);
        idleBefore = Checks.instant("idleBefore", idleBefore);
    }

    /**
     * Returns the id under which the reports about a tenant are kept, where the events of a key have the id of the key.
     *
     * @param tenant the tenant
     * @return an id that the tenant keeps, and that no key has
     */
    public static UUID id(String tenant) {
        return NamedIds.of("dev.latchkey idle keys of " + tenant);
    }

    /**
     * Returns this report with a confirmation, which follows it.
     *
     * @param when when it was confirmed, in milliseconds
     * @return the report, with the next number
     */
    public IdleReport confirmed(Instant when) {
        return new IdleReport(tenant, number + 1, when, reason, idle, keys, idleBefore, true);
    }

    /**
     * Returns the event of this report, or of its confirmation.
     *
     * @param actor who reported or confirmed it
     * @return the event
     */
    public AuditEvent event(Actor actor) {
        AuditAction action = confirmed ? AuditAction.IDLE_CONFIRMED : AuditAction.IDLE_REPORTED;
        String detail = "%s: %d of %d keys not used since before %s".formatted(reason, idle, keys, idleBefore);
        return new AuditEvent(id(tenant), number, tenant, at, action, actor, detail, List.of());
    }

    /**
     * Reads the report or the confirmation of an event.
     *
     * @param event the event
     * @return the report; empty if the event is none, or is in a form that this release does not know
     */
    public static Optional<IdleReport> of(AuditEvent event) {
        boolean confirmed = event.action() == AuditAction.IDLE_CONFIRMED;
        if (!confirmed && event.action() != AuditAction.IDLE_REPORTED) {
            return Optional.empty();
        }
        Matcher detail = DETAIL.matcher(event.detail());
        if (!detail.matches()) {
            return Optional.empty();
        }
        return Optional.of(new IdleReport(
                event.tenant(),
                event.version(),
                event.at(),
                Reason.valueOf(detail.group(1)),
                Integer.parseInt(detail.group(2)),
                Integer.parseInt(detail.group(3)),
                Instant.parse(detail.group(4)),
                confirmed));
    }
}
