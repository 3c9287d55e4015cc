package dev.latchkey.contract.audit;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessQuery;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.TimelineEntry.Access;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Sinks whose histories have one fault each. */
final class BrokenSinks {
    private BrokenSinks() {}

    /** Returns what is wrong about lists, by a name for each. */
    static Map<String, Supplier<ModelSink>> ofLists() {
        Map<String, Supplier<ModelSink>> broken = new LinkedHashMap<>();
        broken.put("forgets who revealed", () -> new Changing(event -> with(event, event.at(), null, event.count())));
        broken.put(
                "counts in integers",
                () -> new Changing(event -> with(event, event.at(), event, event.count() & Integer.MAX_VALUE)));
        broken.put(
                "cuts to seconds",
                () -> new Changing(event ->
                        with(event, Instant.ofEpochSecond(event.at().getEpochSecond()), event, event.count())));
        broken.put("takes equal events for one", TakesEqualEventsForOne::new);
        broken.put("gives an id at each reading", GivesAnIdAtEachReading::new);
        broken.put("shows an event one call late", ShowsAnEventLate::new);
        broken.put("lists every tenant", ListsEveryTenant::new);
        broken.put("lists what proved nothing", ListsWhatProvedNothing::new);
        broken.put("ignores the case of tenants", IgnoresTheCaseOfTenants::new);
        broken.put("ignores the key", IgnoresTheKey::new);
        broken.put("ignores the tenant of a key", IgnoresTheTenantOfAKey::new);
        broken.put("lists the oldest first", ListsTheOldestFirst::new);
        broken.put("lists in the order of recording", ListsInTheOrderOfRecording::new);
        broken.put("orders ids upwards", OrdersIdsUpwards::new);
        broken.put("goes on after the time alone", GoesOnAfterTheTimeAlone::new);
        broken.put("repeats the last of a page", RepeatsTheLastOfAPage::new);
        broken.put("has no more after a full page", HasNoMoreAfterAFullPage::new);
        broken.put("has more after the last page", HasMoreAfterTheLastPage::new);
        broken.put("filters after it cut the page", FiltersAfterItCutThePage::new);
        broken.put("drops events of unknown kinds", DropsUnknownKinds::new);
        return broken;
    }

    private static AccessEvent with(AccessEvent event, Instant at, AccessEvent actor, long count) {
        return new AccessEvent(
                at,
                event.kind(),
                event.reason(),
                event.tenant(),
                event.keyId(),
                event.address(),
                actor == null ? null : event.actor(),
                Math.max(1, count));
    }

    private static final class Changing extends ModelSink {
        private final UnaryOperator<AccessEvent> change;

        Changing(UnaryOperator<AccessEvent> change) {
            this.change = change;
        }

        @Override
        AccessEvent taken(AccessEvent event) {
            return change.apply(event);
        }
    }

    private static final class TakesEqualEventsForOne extends ModelSink {
        @Override
        public synchronized void record(List<AccessEvent> events) {
            super.record(events.stream()
                    .distinct()
                    .filter(event ->
                            kept.stream().noneMatch(access -> access.event().equals(event)))
                    .toList());
        }
    }

    private static final class GivesAnIdAtEachReading extends ModelSink {
        @Override
        Access listed(Access access) {
            return new Access(Keys.id(), access.event());
        }
    }

    private static final class ShowsAnEventLate extends ModelSink {
        private List<AccessEvent> late = List.of();

        @Override
        public synchronized void record(List<AccessEvent> events) {
            super.record(late);
            late = events;
        }
    }

    private static final class ListsEveryTenant extends ModelSink {
        @Override
        boolean matches(AccessEvent event, AccessQuery query) {
            return event.tenant() != null && isOfKey(event, query);
        }
    }

    private static final class ListsWhatProvedNothing extends ModelSink {
        @Override
        boolean matches(AccessEvent event, AccessQuery query) {
            return super.matches(event, query) || event.tenant() == null;
        }
    }

    private static final class IgnoresTheCaseOfTenants extends ModelSink {
        @Override
        boolean matches(AccessEvent event, AccessQuery query) {
            return event.tenant() != null
                    && event.tenant()
                            .toLowerCase(Locale.ROOT)
                            .equals(query.tenant().toLowerCase(Locale.ROOT))
                    && isOfKey(event, query);
        }
    }

    private static final class IgnoresTheKey extends ModelSink {
        @Override
        boolean isOfKey(AccessEvent event, AccessQuery query) {
            return true;
        }
    }

    private static final class IgnoresTheTenantOfAKey extends ModelSink {
        @Override
        boolean matches(AccessEvent event, AccessQuery query) {
            return query.keyId() == null ? super.matches(event, query) : isOfKey(event, query);
        }
    }

    private static final class ListsTheOldestFirst extends ModelSink {
        @Override
        Comparator<Access> order() {
            return super.order().reversed();
        }
    }

    private static final class ListsInTheOrderOfRecording extends ModelSink {
        @Override
        Comparator<Access> order() {
            return Comparator.comparing(Access::id).reversed();
        }
    }

    private static final class OrdersIdsUpwards extends ModelSink {
        @Override
        Comparator<Access> order() {
            return Comparator.comparing(Access::at).reversed().thenComparing(Access::id);
        }
    }

    private static final class GoesOnAfterTheTimeAlone extends ModelSink {
        @Override
        boolean follows(Access access, AccessQuery query) {
            return query.after() == null || access.at().isBefore(query.after().at());
        }
    }

    private static final class RepeatsTheLastOfAPage extends ModelSink {
        @Override
        boolean follows(Access access, AccessQuery query) {
            return query.after() == null || query.after().compareTo(AccessQuery.Position.of(access)) <= 0;
        }
    }

    private static final class HasNoMoreAfterAFullPage extends ModelSink {
        @Override
        public synchronized Page<Access> list(AccessQuery query) {
            return new Page<>(super.list(query).items(), false);
        }
    }

    private static final class HasMoreAfterTheLastPage extends ModelSink {
        @Override
        public synchronized Page<Access> list(AccessQuery query) {
            List<Access> items = super.list(query).items();
            return new Page<>(items, items.size() == query.limit());
        }
    }

    private static final class FiltersAfterItCutThePage extends ModelSink {
        @Override
        public synchronized Page<Access> list(AccessQuery query) {
            UUID key = query.keyId();
            Page<Access> page =
                    super.list(AccessQuery.of(query.tenant(), query.limit()).after(query.after()));
            return new Page<>(
                    page.items().stream()
                            .filter(access ->
                                    key == null || key.equals(access.event().keyId()))
                            .toList(),
                    page.more());
        }
    }

    private static final class DropsUnknownKinds extends ModelSink {
        @Override
        boolean matches(AccessEvent event, AccessQuery query) {
            return super.matches(event, query) && event.kind() != AccessEvent.Kind.UNKNOWN;
        }
    }
}
