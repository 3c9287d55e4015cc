package dev.latchkey.cluster;

import dev.latchkey.ports.KeyStore;

/** A host's way to a database: a pool of its own, and a time-out at every step. */
interface Connections extends AutoCloseable {
    static Connections to(Location location, int most) {
        return location.url().startsWith("jdbc:")
                ? JdbcConnections.patient(location, most)
                : new MongoConnections(location, most);
    }

    KeyStore store();

    @Override
    void close();
}
