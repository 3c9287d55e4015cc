package dev.latchkey.cluster;

import dev.latchkey.ports.KeyStore;

/** A database of one test, with all that a store needs to be there. */
interface Server extends AutoCloseable {
    Location location();

    /** Waits as long as it takes: for what is read when all is over. */
    KeyStore store();

    /** Leaves nothing behind. */
    @Override
    void close();
}
