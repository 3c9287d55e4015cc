package dev.latchkey.adapter.servlet;

import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** The in-memory store behind a switch and a counter. */
final class WatchedStore {
    private static final Set<String> LOOK_UPS = Set.of("findById", "findByHandle", "findBySlot", "list");

    final InMemoryKeyStore real = new InMemoryKeyStore();
    final AtomicLong lookUps = new AtomicLong();
    volatile boolean down;
    volatile boolean contended;

    KeyStore asStore() {
        return (KeyStore) Proxy.newProxyInstance(
                KeyStore.class.getClassLoader(), new Class<?>[] {KeyStore.class}, (proxy, method, args) -> {
                    if (LOOK_UPS.contains(method.getName())) {
                        lookUps.incrementAndGet();
                    }
                    if (down) {
                        throw new StoreException("the store is down: " + method.getName(), null);
                    }
                    if (contended && method.getName().equals("replace")) {
                        return false;
                    }
                    try {
                        return method.invoke(real, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
