package dev.latchkey.contract.audit;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.Actor;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.TimelineEntry.Access;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Sinks that forget wrongly, each in one way. */
final class ForgetfulSinks {
    private ForgetfulSinks() {}

    static Map<String, Supplier<ModelSink>> all() {
        Map<String, Supplier<ModelSink>> broken = new LinkedHashMap<>();
        broken.put("removes the instant itself", RemovesTheInstantItself::new);
        broken.put("removes without a limit", RemovesWithoutALimit::new);
        broken.put("removes the latest first", RemovesTheLatestFirst::new);
        broken.put("keeps what proved nothing", KeepsWhatProvedNothing::new);
        broken.put("forgets no tenant", ForgetsNoTenant::new);
        broken.put("forgets every tenant", ForgetsEveryTenant::new);
        broken.put("forgets tenants in any case", ForgetsTenantsInAnyCase::new);
        broken.put("keeps the address", KeepsTheAddress::new);
        broken.put("replaces actors of every kind", ReplacesActorsOfEveryKind::new);
        broken.put("replaces by the beginning", ReplacesByTheBeginning::new);
        broken.put("gives a new id to what it replaces", GivesANewId::new);
        broken.put("replaces without a limit", ReplacesWithoutALimit::new);
        broken.put("removes what it should replace", RemovesWhatItShouldReplace::new);
        return broken;
    }

    private static final class RemovesTheInstantItself extends ModelSink {
        @Override
        public synchronized int forget(Instant before, int limit) {
            return super.forget(before.plusMillis(1), limit);
        }
    }

    private static final class RemovesWithoutALimit extends ModelSink {
        @Override
        int remove(Predicate<Access> which, int limit) {
            return super.remove(which, Integer.MAX_VALUE);
        }
    }

    private static final class RemovesTheLatestFirst extends ModelSink {
        @Override
        int remove(Predicate<Access> which, int limit) {
            List<Access> removed = kept.stream()
                    .filter(which)
                    .sorted(Comparator.comparing(Access::at).reversed())
                    .limit(limit)
                    .toList();
            kept.removeAll(removed);
            return removed.size();
        }
    }

    private static final class KeepsWhatProvedNothing extends ModelSink {
        @Override
        int remove(Predicate<Access> which, int limit) {
            return super.remove(which.and(access -> access.event().tenant() != null), limit);
        }
    }

    private static final class ForgetsNoTenant extends ModelSink {
        @Override
        public synchronized int forgetTenant(String tenant, int limit) {
            return 0;
        }
    }

    private static final class ForgetsEveryTenant extends ModelSink {
        @Override
        public synchronized int forgetTenant(String tenant, int limit) {
            return remove(access -> true, limit);
        }
    }

    private static final class ForgetsTenantsInAnyCase extends ModelSink {
        @Override
        public synchronized int forgetTenant(String tenant, int limit) {
            return remove(access -> tenant.equalsIgnoreCase(access.event().tenant()), limit);
        }
    }

    private static final class KeepsTheAddress extends ModelSink {
        @Override
        Access replaced(Access access, Pseudonym pseudonym) {
            AccessEvent event = access.event();
            Actor actor = pseudonym.in(event.actor()).from(event.actor().origin());
            return new Access(access.id(), with(event, actor));
        }
    }

    private static AccessEvent with(AccessEvent event, Actor actor) {
        return new AccessEvent(
                event.at(),
                event.kind(),
                event.reason(),
                event.tenant(),
                event.keyId(),
                actor.origin().address(),
                actor,
                event.count());
    }

    private static final class ReplacesActorsOfEveryKind extends ModelSink {
        @Override
        public synchronized int replaceUser(Pseudonym pseudonym) {
            kept.replaceAll(access -> {
                Actor actor = access.event().actor();
                boolean same = actor != null && actor.id().equals(pseudonym.user());
                return same
                        ? new Access(access.id(), with(access.event(), pseudonym.in(Actor.user(pseudonym.user()))))
                        : access;
            });
            return 1;
        }
    }

    private static final class ReplacesByTheBeginning extends ModelSink {
        @Override
        public synchronized int replaceUser(Pseudonym pseudonym) {
            int changed = super.replaceUser(pseudonym);
            kept.replaceAll(access -> {
                Actor actor = access.event().actor();
                boolean begins = actor != null
                        && actor.kind() == Actor.Kind.USER
                        && actor.id().startsWith(pseudonym.user());
                return begins ? new Access(access.id(), with(access.event(), Actor.user("someone"))) : access;
            });
            return changed;
        }
    }

    private static final class GivesANewId extends ModelSink {
        @Override
        Access replaced(Access access, Pseudonym pseudonym) {
            return new Access(Keys.id(), pseudonym.in(access.event()));
        }
    }

    private static final class ReplacesWithoutALimit extends ModelSink {
        @Override
        public synchronized int replaceUser(Pseudonym pseudonym) {
            return super.replaceUser(new Pseudonym(pseudonym.user(), pseudonym.pseudonym(), Integer.MAX_VALUE));
        }
    }

    private static final class RemovesWhatItShouldReplace extends ModelSink {
        @Override
        public synchronized int replaceUser(Pseudonym pseudonym) {
            return remove(access -> !pseudonym.in(access.event()).equals(access.event()), pseudonym.limit());
        }
    }
}
