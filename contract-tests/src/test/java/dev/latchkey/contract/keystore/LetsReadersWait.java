package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.query.KeyVersion;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** A store whose readers wait for the transaction of another thread. */
final class LetsReadersWait extends JoiningModel {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    @Override
    void bind(@Nullable Transaction transaction) {
        super.bind(transaction);
        if (transaction == null) {
            lock.writeLock().unlock();
        } else {
            lock.writeLock().lock();
        }
    }

    @Override
    public Reply<Optional<ApiKey>> findByHandle(String handle) {
        lock.readLock().lock();
        try {
            return super.findByHandle(handle);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public Reply<Optional<KeyVersion>> find(UUID id) {
        lock.readLock().lock();
        try {
            return super.find(id);
        } finally {
            lock.readLock().unlock();
        }
    }
}
