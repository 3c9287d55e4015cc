package dev.latchkey.architecture.bad.adapter.jdbc;

import dev.latchkey.architecture.bad.Breaks;
import dev.latchkey.architecture.bad.adapter.inmemory.Cache;
import dev.latchkey.architecture.bad.core.internal.Hidden;
import dev.latchkey.architecture.bad.ports.api.Service;
import dev.latchkey.architecture.bad.ports.spi.KeyStore;

public abstract class Sql {
    @Breaks("JDBC_KNOWS_THE_SPI")
    abstract Service service();

    @Breaks("JDBC_KNOWS_THE_SPI")
    abstract Cache otherAdapter();

    @Breaks("JDBC_KNOWS_THE_SPI")
    abstract Hidden internal();

    @Breaks("JDBC_KNOWS_THE_SPI")
    abstract jakarta.servlet.Filter filter();

    abstract KeyStore store();

    abstract java.sql.Connection connection();
}
