package dev.latchkey.architecture.bad.adapter.inmemory;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.adapter.jdbc.Sql;
import dev.latchkey.architecture.bad.core.internal.Hidden;
import dev.latchkey.architecture.bad.feed.Service;
import dev.latchkey.architecture.bad.ports.KeyStore;

public abstract class Cache {
    @Breaks("INMEMORY_KNOWS_THE_PORTS")
    abstract Service service();

    @Breaks("INMEMORY_KNOWS_THE_PORTS")
    abstract Sql otherAdapter();

    @Breaks("INMEMORY_KNOWS_THE_PORTS")
    abstract Hidden internal();

    @Breaks("INMEMORY_KNOWS_THE_PORTS")
    abstract java.sql.Connection connection();

    abstract KeyStore store();
}
