package dev.latchkey.architecture.bad.bucket4j;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.adapter.jdbc.Sql;
import dev.latchkey.architecture.bad.core.internal.Hidden;
import dev.latchkey.architecture.bad.feed.Service;
import dev.latchkey.architecture.bad.ports.RateLimiter;

public abstract class Limits {
    @Breaks("BUCKET4J_KNOWS_THE_PORTS")
    abstract Service service();

    @Breaks("BUCKET4J_KNOWS_THE_PORTS")
    abstract Sql adapter();

    @Breaks("BUCKET4J_KNOWS_THE_PORTS")
    abstract Hidden internal();

    @Breaks("BUCKET4J_KNOWS_THE_PORTS")
    abstract java.sql.Connection connection();

    abstract RateLimiter limiter();
}
