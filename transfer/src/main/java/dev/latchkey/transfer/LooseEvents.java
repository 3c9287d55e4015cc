package dev.latchkey.transfer;

import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.transfer.TransferConflict.Kind;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events of one tenant that come with no key, such as those of purged keys, or with the audit alone. */
final class LooseEvents implements ImportRun.Group {
    private final KeyStore store;
    private final Tally tally;
    private final AddedEvents added;
    private @Nullable String tenant;
    private @Nullable TargetEvents present;
    private long markVersion;

    LooseEvents(KeyStore store, KeyArchive archive, Tally tally) {
        this.store = store;
        this.tally = tally;
        this.added = new AddedEvents(store, archive, tally);
    }

    @Override
    public boolean take(long line, AuditEvent event) {
        TargetEvents events = present;
        if (events == null) {
            tenant = event.tenant();
            events = new TargetEvents(store, AuditQuery.of(event.tenant(), 1));
            present = events;
            markVersion = store.findTenantMark(event.tenant())
                    .value()
                    .map(TenantMark::version)
                    .orElse(0L);
        }
        if (!event.tenant().equals(tenant)) {
            return false;
        }
        if (event.keyId().equals(TenantMark.id(event.tenant())) && event.version() > markVersion) {
            // It would stand in the way of the end of the tenant.
            tally.conflict(line, Kind.EVENT_AHEAD, event);
        } else {
            added.compare(line, event, events);
        }
        return true;
    }

    @Override
    public boolean end() {
        added.flush();
        return true;
    }

    @Override
    public @Nullable UUID id() {
        return null;
    }
}
