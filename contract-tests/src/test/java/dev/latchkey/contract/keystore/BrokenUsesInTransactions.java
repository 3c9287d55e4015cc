package dev.latchkey.contract.keystore;

import dev.latchkey.ports.Reply;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.UseBatch;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stores with one fault each in how they record uses while a transaction of the host is open. */
final class BrokenUsesInTransactions {
    private BrokenUsesInTransactions() {}

    static void addTo(Map<String, Supplier<JoiningModel>> broken) {
        broken.put("records uses in the transaction", RecordsInTheTransaction::new);
        broken.put("records uses in the transaction and refuses them", RecordsWhatItRefuses::new);
        broken.put("aborts the transaction when it refuses uses", AbortsWhenItRefuses::new);
        broken.put("refuses uses of every thread", RefusesEverybody::new);
        broken.put("drops uses", Drops::new);
    }

    private static class RecordsInTheTransaction extends JoiningModel {
        @Override
        public void recordUse(UseBatch batch) {
            Reply<Boolean> unused = change(
                    store -> {
                        store.recordUse(batch);
                        return Reply.of(true);
                    },
                    true);
        }
    }

    private static final class RecordsWhatItRefuses extends RecordsInTheTransaction {
        @Override
        public void recordUse(UseBatch batch) {
            super.recordUse(batch);
            if (open() != null) {
                throw new StoreException("a transaction of the host is open", null);
            }
        }
    }

    private static final class AbortsWhenItRefuses extends JoiningModel {
        @Override
        public void recordUse(UseBatch batch) {
            Transaction transaction = open();
            if (transaction != null) {
                transaction.poisoned = true;
                throw new StoreException("a transaction of the host is open", null);
            }
            super.recordUse(batch);
        }
    }

    private static final class RefusesEverybody extends JoiningModel {
        private volatile boolean busy;

        @Override
        void bind(@Nullable Transaction transaction) {
            super.bind(transaction);
            busy = transaction != null;
        }

        @Override
        public void recordUse(UseBatch batch) {
            if (busy) {
                throw new StoreException("a transaction of the host is open", null);
            }
            super.recordUse(batch);
        }
    }

    private static final class Drops extends JoiningModel {
        @Override
        public void recordUse(UseBatch batch) {
            if (open() == null) {
                super.recordUse(batch);
            }
        }
    }
}
