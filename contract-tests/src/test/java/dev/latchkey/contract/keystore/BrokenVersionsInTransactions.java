package dev.latchkey.contract.keystore;

import dev.latchkey.ports.Reply;
import dev.latchkey.ports.query.KeyVersion;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stores with one fault each in the versions that they tell while a transaction of the host is open. */
final class BrokenVersionsInTransactions {
    private BrokenVersionsInTransactions() {}

    static void addTo(Map<String, Supplier<JoiningModel>> broken) {
        broken.put("tells versions from a snapshot", FromASnapshot::new);
        broken.put("tells versions without a word", WithoutAWord::new);
        broken.put("tells versions of another connection", Apart::new);
        broken.put("tells others versions of the transaction", ShowsUncommitted::new);
        broken.put("tells versions that were rolled back", KeepsRolledBack::new);
        broken.put("lets readers of versions wait", LetsReadersWait::new);
    }

    private static final class FromASnapshot extends JoiningModel {
        @Override
        public Reply<Optional<KeyVersion>> find(UUID id) {
            return seenVersion(id);
        }
    }

    private static final class WithoutAWord extends JoiningModel {
        @Override
        public Reply<Optional<KeyVersion>> find(UUID id) {
            return Reply.of(super.find(id).value());
        }
    }

    private static final class Apart extends JoiningModel {
        @Override
        public Reply<Optional<KeyVersion>> find(UUID id) {
            Optional<KeyVersion> version = committed.findById(id).value().map(KeyVersion::of);
            return new Reply<>(version, open() != null);
        }
    }

    /** Has the last transaction, for as long as it shows its versions to others. */
    private abstract static class Shows extends JoiningModel {
        final AtomicReference<@Nullable Transaction> last = new AtomicReference<>();

        @Override
        public final Reply<Optional<KeyVersion>> find(UUID id) {
            Transaction transaction = last.get();
            if (transaction == null || open() != null) {
                return super.find(id);
            }
            ModelStore shown = copy(committed);
            apply(transaction, shown);
            return Reply.of(shown.findById(id).value().map(KeyVersion::of));
        }
    }

    private static final class ShowsUncommitted extends Shows {
        @Override
        void bind(@Nullable Transaction transaction) {
            super.bind(transaction);
            last.set(transaction);
        }
    }

    private static final class KeepsRolledBack extends Shows {
        @Override
        void bind(@Nullable Transaction transaction) {
            if (transaction == null) {
                last.set(open());
            }
            super.bind(transaction);
        }
    }
}
