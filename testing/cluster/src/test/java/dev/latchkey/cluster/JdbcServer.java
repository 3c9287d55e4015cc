package dev.latchkey.cluster;

import java.io.IOException;

/** A server of a relational database, which can be killed and started again on its files and its port. */
interface JdbcServer extends Server {
    int port();

    /** Its location as seen through a port. */
    Location behind(int port);

    @Override
    default Location location() {
        return behind(port());
    }

    void kill() throws IOException;

    void restart() throws IOException;
}
