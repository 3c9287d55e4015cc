package dev.latchkey.architecture.bad.adapter.jdbc;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.adapter.inmemory.Cache;
import dev.latchkey.architecture.bad.core.internal.Hidden;
import dev.latchkey.architecture.bad.feed.Service;
import dev.latchkey.architecture.bad.ports.KeyStore;

public abstract class Sql {
    @Breaks("JDBC_KNOWS_THE_PORTS")
    abstract Service service();

    @Breaks("JDBC_KNOWS_THE_PORTS")
    abstract Cache otherAdapter();

    @Breaks("JDBC_KNOWS_THE_PORTS")
    abstract Hidden internal();

    @Breaks("JDBC_KNOWS_THE_PORTS")
    abstract jakarta.servlet.Filter filter();

    abstract KeyStore store();

    abstract java.sql.Connection connection();
}
