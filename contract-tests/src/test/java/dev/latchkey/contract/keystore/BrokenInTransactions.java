package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stores that join transactions of a host, and break one promise about it each. */
final class BrokenInTransactions {
    private BrokenInTransactions() {}

    static Map<String, Supplier<JoiningModel>> all() {
        Map<String, Supplier<JoiningModel>> broken = new LinkedHashMap<>();
        broken.put("never joins", NeverJoins::new);
        broken.put("joins without a word", JoinsWithoutAWord::new);
        broken.put("joins on every thread", JoinsOnEveryThread::new);
        broken.put("joins after the end", JoinsAfterTheEnd::new);
        broken.put("says of every call that it joined", SaysThatItJoined::new);
        broken.put("commits the first change alone", CommitsTheFirstChange::new);
        broken.put("does not see its own changes", IsBlindForItself::new);
        broken.put("keeps rolled back changes", KeepsRolledBack::new);
        broken.put("writes events on another connection", WritesEventsApart::new);
        broken.put("purges on another connection", PurgesApart::new);
        broken.put("marks tenants on another connection", MarksApart::new);
        broken.put("keeps handles of rolled back keys", KeepsHandles::new);
        broken.put("rolls back everything when refused", RollsBackAll::new);
        broken.put("aborts the transaction when refused", Aborts::new);
        broken.put("leaves the handles of refused keys", LeavesHandlesOfRefused::new);
        broken.put("authenticates from a snapshot", AuthenticatesFromASnapshot::new);
        broken.put("overwrites what it does not see", OverwritesUnseen::new);
        broken.put("counts what others purged", CountsWhatOthersPurged::new);
        broken.put("shows others what is not committed", ShowsUncommitted::new);
        broken.put("lets readers wait", LetsReadersWait::new);
        BrokenUsesInTransactions.addTo(broken);
        BrokenVersionsInTransactions.addTo(broken);
        return broken;
    }

    private static final class NeverJoins extends JoiningModel {
        @Override
        @Nullable Transaction open() {
            return null;
        }
    }

    private static final class JoinsWithoutAWord extends JoiningModel {
        @Override
        <T> Reply<T> reply(T value) {
            return Reply.of(value);
        }
    }

    private static final class JoinsOnEveryThread extends JoiningModel {
        private final AtomicReference<@Nullable Transaction> any = new AtomicReference<>();

        @Override
        @Nullable Transaction open() {
            return any.get();
        }

        @Override
        void bind(@Nullable Transaction transaction) {
            any.set(transaction);
        }
    }

    private static final class JoinsAfterTheEnd extends JoiningModel {
        @Override
        void bind(@Nullable Transaction transaction) {
            if (transaction != null) {
                super.bind(transaction);
            }
        }
    }

    private static final class SaysThatItJoined extends JoiningModel {
        @Override
        public Reply<Optional<ApiKey>> findById(UUID id) {
            return reply(super.findById(id).value());
        }
    }

    private static final class CommitsTheFirstChange extends JoiningModel {
        @Override
        void apply(Transaction transaction, KeyStore to) {
            if (to != committed) {
                super.apply(transaction, to);
            } else if (!transaction.changes.isEmpty()) {
                transaction.changes.get(0).accept(to);
            }
        }
    }

    private static final class IsBlindForItself extends JoiningModel {
        @Override
        void apply(Transaction transaction, KeyStore to) {
            if (to == committed) {
                super.apply(transaction, to);
            }
        }
    }

    private static final class KeepsRolledBack extends JoiningModel {
        @Override
        public void rollBack(Isolation isolation, Runnable work) {
            commit(isolation, work);
        }
    }

    private static final class WritesEventsApart extends JoiningModel {
        @Override
        public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
            Reply<Insertion> reply = super.insert(key, event);
            if (open() != null && reply.value() == Insertion.INSERTED) {
                committed.events.add(event);
            }
            return reply;
        }
    }

    private static final class PurgesApart extends JoiningModel {
        @Override
        public int purge(Purge purge) {
            return committed.purge(purge);
        }
    }

    private static final class MarksApart extends JoiningModel {
        @Override
        public Reply<Replacement> markTenant(TenantMark next) {
            return new Reply<>(committed.markTenant(next).value(), open() != null);
        }
    }

    private static final class KeepsHandles extends JoiningModel {
        @Override
        public void rollBack(Isolation isolation, Runnable work) {
            super.rollBack(isolation, () -> {
                work.run();
                ModelStore lost = new ModelStore();
                Transaction transaction = open();
                if (transaction != null) {
                    apply(transaction, lost);
                }
                committed.handles.putAll(lost.handles);
            });
        }
    }

    private static final class RollsBackAll extends JoiningModel {
        @Override
        void refused(Transaction transaction, Consumer<KeyStore> call) {
            transaction.changes.clear();
        }
    }

    private static final class Aborts extends JoiningModel {
        @Override
        void refused(Transaction transaction, Consumer<KeyStore> call) {
            transaction.poisoned = true;
        }
    }

    private static final class LeavesHandlesOfRefused extends JoiningModel {
        @Override
        public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
            Reply<Insertion> reply = super.insert(key, event);
            if (open() != null && reply.value() == Insertion.SLOT_TAKEN) {
                committed.handles.put(key.currentSecret().handle(), key.id());
            }
            return reply;
        }
    }

    private static final class AuthenticatesFromASnapshot extends JoiningModel {
        @Override
        public Reply<Optional<ApiKey>> findByHandle(String handle) {
            return read(store -> store.findByHandle(handle));
        }
    }

    private static final class OverwritesUnseen extends JoiningModel {
        @Override
        boolean isOutdated(Transaction transaction, UUID id) {
            return false;
        }
    }

    private static final class CountsWhatOthersPurged extends JoiningModel {
        @Override
        public int purge(Purge purge) {
            return read(store -> Reply.of(store.purge(purge))).value();
        }
    }

    private static final class ShowsUncommitted extends JoiningModel {
        private final AtomicReference<@Nullable Transaction> last = new AtomicReference<>();

        @Override
        void bind(@Nullable Transaction transaction) {
            super.bind(transaction);
            last.set(transaction);
        }

        @Override
        KeyStore outside() {
            return new JoiningModel(committed) {
                @Override
                public Page<ListedKey> list(KeyQuery query) {
                    ModelStore shown = copy(committed);
                    Transaction transaction = last.get();
                    if (transaction != null) {
                        ShowsUncommitted.this.apply(transaction, shown);
                    }
                    return shown.list(query);
                }
            };
        }
    }
}
