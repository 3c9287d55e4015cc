package dev.latchkey.architecture.bad.adapter.mongo;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.adapter.jdbc.Sql;
import dev.latchkey.architecture.bad.core.internal.Hidden;
import dev.latchkey.architecture.bad.feed.Service;
import dev.latchkey.architecture.bad.ports.KeyStore;

public abstract class Documents {
    @Breaks("MONGO_KNOWS_THE_PORTS")
    abstract Service service();

    @Breaks("MONGO_KNOWS_THE_PORTS")
    abstract Sql otherAdapter();

    @Breaks("MONGO_KNOWS_THE_PORTS")
    abstract Hidden internal();

    @Breaks("MONGO_KNOWS_THE_PORTS")
    abstract java.sql.Connection connection();

    @Breaks("NO_WARNING_WITHOUT_A_BOUND")
    void warn(org.slf4j.Logger log) {
        log.warn("again");
    }

    java.util.function.Consumer<String> handOver(org.slf4j.Logger log) {
        return log::warn;
    }

    abstract KeyStore store();
}
