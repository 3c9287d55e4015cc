package dev.latchkey.spring.boot;

import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.ports.KeyStore;

/** The store in memory, in a class of its own because its jar is optional. */
final class InMemoryStore {
    private InMemoryStore() {}

    static KeyStore create() {
        return new InMemoryKeyStore();
    }
}
