package dev.latchkey.contract.audit;

import dev.latchkey.contract.fixture.HostTransactions;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AccessEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A sink that refuses to record in a transaction of the host. Subclasses do otherwise. */
class JoiningSink implements AuditSink, HostTransactions {
    final List<AccessEvent> kept = new CopyOnWriteArrayList<>();
    private final Map<Thread, Transaction> bound = new ConcurrentHashMap<>();

    record Transaction(Isolation isolation, List<AccessEvent> events) {}

    void bind(@Nullable Transaction transaction) {
        bound.compute(Thread.currentThread(), (thread, previous) -> transaction);
    }

    @Nullable Transaction open() {
        return bound.get(Thread.currentThread());
    }

    @Override
    public void commit(Isolation isolation, Runnable work) {
        kept.addAll(run(isolation, work).events());
    }

    @Override
    public void rollBack(Isolation isolation, Runnable work) {
        run(isolation, work);
    }

    private Transaction run(Isolation isolation, Runnable work) {
        Transaction transaction = new Transaction(isolation, new ArrayList<>());
        bind(transaction);
        try {
            work.run();
        } finally {
            bind(null);
        }
        return transaction;
    }

    @Override
    public void record(List<AccessEvent> events) {
        Transaction transaction = open();
        if (transaction == null) {
            kept.addAll(events);
        } else {
            recordIn(transaction, events);
        }
    }

    void recordIn(Transaction transaction, List<AccessEvent> events) {
        throw new StoreException("a transaction is open", null);
    }

    static final class Apart extends JoiningSink {
        @Override
        void recordIn(Transaction transaction, List<AccessEvent> events) {
            kept.addAll(events);
        }
    }

    static class Joins extends JoiningSink {
        @Override
        void recordIn(Transaction transaction, List<AccessEvent> events) {
            transaction.events().addAll(events);
        }
    }

    static final class RefusesSeldom extends JoiningSink {
        @Override
        void recordIn(Transaction transaction, List<AccessEvent> events) {
            if (transaction.isolation() != Isolation.READ_COMMITTED) {
                super.recordIn(transaction, events);
            }
            transaction.events().addAll(events);
        }
    }

    static final class RefusesInSilence extends JoiningSink {
        @Override
        void recordIn(Transaction transaction, List<AccessEvent> events) {
            throw new StoreException("", null);
        }
    }

    static final class RefusesAndKeeps extends JoiningSink {
        @Override
        void recordIn(Transaction transaction, List<AccessEvent> events) {
            kept.add(events.get(0));
            super.recordIn(transaction, events);
        }
    }

    static final class RefusesAndCommits extends JoiningSink {
        @Override
        void recordIn(Transaction transaction, List<AccessEvent> events) {
            transaction.events().addAll(events);
            super.recordIn(transaction, events);
        }
    }

    static final class JoinsOnEveryThread extends Joins {
        private @Nullable Transaction any;

        @Override
        void bind(@Nullable Transaction transaction) {
            any = transaction;
        }

        @Override
        @Nullable Transaction open() {
            return any;
        }
    }

    static final class RefusesForEver extends JoiningSink {
        private boolean refused;

        @Override
        public void record(List<AccessEvent> events) {
            if (refused) {
                throw new StoreException("refused before", null);
            }
            super.record(events);
        }

        @Override
        void recordIn(Transaction transaction, List<AccessEvent> events) {
            refused = true;
            super.recordIn(transaction, events);
        }
    }
}
