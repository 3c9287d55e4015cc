package dev.latchkey.transfer;

import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.transfer.TransferConflict.Kind;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The mark of a tenant with its events. Versions that the target does not have are made one after the other. */
final class MarkGroup implements ImportRun.Group {
    private final KeyStore store;
    private final Tally tally;
    private final long line;
    private final TenantMark mark;
    private final UUID id;
    private final Optional<TenantMark> there;
    private final AddedEvents added;
    private final TargetEvents present;

    /** By version, from the one of the target on. Tenants are ended and reopened a few times. */
    private final Map<Long, AuditEvent> later = new HashMap<>();

    MarkGroup(KeyStore store, KeyArchive archive, Tally tally, JsonLine line) {
        this.store = store;
        this.tally = tally;
        this.line = line.line();
        this.mark = line.read(EventJson::mark);
        this.id = TenantMark.id(mark.tenant());
        this.there = store.findTenantMark(mark.tenant()).value();
        this.added = new AddedEvents(store, archive, tally);
        this.present = new TargetEvents(store, AuditQuery.of(mark.tenant(), 1).key(id));
    }

    @Override
    public boolean take(long eventLine, AuditEvent event) {
        if (!event.keyId().equals(id) || event.version() > mark.version()) {
            return false;
        }
        if (event.version() >= version()) {
            later.put(event.version(), event);
        }
        if (event.version() <= version()) {
            added.compare(eventLine, event, present);
        }
        return true;
    }

    private long version() {
        return there.map(TenantMark::version).orElse(0L);
    }

    @Override
    public boolean end() {
        if (there.filter(mark::equals).isEmpty() && version() <= mark.version()) {
            if (version() == mark.version()) {
                tally.conflict(line, Kind.DIFFERENT, id, mark.version());
            } else if (hasOtherHistory()) {
                tally.conflict(line, Kind.OTHER_HISTORY, id, mark.version());
            } else {
                goOn();
            }
        }
        added.flush();
        return true;
    }

    private boolean hasOtherHistory() {
        AuditEvent same = later.get(version());
        Instant at = there.map(TenantMark::at).orElse(Instant.EPOCH);
        return same != null && !same.at().equals(at);
    }

    private void goOn() {
        for (long version = version() + 1; version <= mark.version(); version++) {
            TenantMark next = version(version);
            if (store.markTenant(next).value() != Replacement.REPLACED && !isThere(next)) {
                tally.conflict(line, Kind.CHANGED_MEANWHILE, id, version);
                return;
            }
        }
    }

    /** Tells whether another import of the same mark was faster. */
    private boolean isThere(TenantMark next) {
        return store.findTenantMark(mark.tenant())
                .value()
                .filter(now -> now.version() > next.version() ? now.version() <= mark.version() : now.equals(next))
                .isPresent();
    }

    /** A version between that of the target and the last one is what its event says, if that was kept. */
    private TenantMark version(long version) {
        AuditEvent event = later.get(version);
        if (version == mark.version()) {
            return mark;
        }
        boolean ended = version % 2 == 1;
        return event == null
                ? new TenantMark(mark.tenant(), version, ended, mark.at(), "", mark.actor()).bare()
                : new TenantMark(
                        mark.tenant(),
                        version,
                        event.action() == AuditAction.TENANT_ENDED,
                        event.at(),
                        event.detail(),
                        event.actor());
    }

    @Override
    public UUID id() {
        return id;
    }
}
