package dev.latchkey;

import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyVersions;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.query.KeyVersion;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The versions of the keys of a store, made of its reads by id, and counted. */
final class VersionedStore implements KeyVersions {
    private final KeyStore store;

    /** How often a version was asked for. */
    final AtomicInteger asked = new AtomicInteger();

    /** What becomes of the version that a test sees; may throw what the call is to throw. */
    volatile Function<KeyVersion, KeyVersion> answer = version -> version;

    VersionedStore(KeyStore store) {
        this.store = store;
    }

    @Override
    public Reply<Optional<KeyVersion>> find(UUID id) {
        asked.incrementAndGet();
        var read = store.findById(id);
        return new Reply<>(read.value().map(KeyVersion::of).map(answer), read.joined());
    }

    /** Returns another store as one that tells these versions. */
    KeyStore in(KeyStore front) {
        return (KeyStore) Proxy.newProxyInstance(
                KeyStore.class.getClassLoader(),
                new Class<?>[] {KeyStore.class, KeyVersions.Source.class},
                (self, method, arguments) -> {
                    if (method.getDeclaringClass() == KeyVersions.Source.class) {
                        return this;
                    }
                    try {
                        return method.invoke(front, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
