package dev.latchkey.architecture.bad.ports;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.adapter.jdbc.Sql;
import dev.latchkey.architecture.bad.feed.Service;

@Breaks("PORTS_ARE_INTERFACES_AND_VALUES")
public abstract class Busy {
    @Breaks("PORTS_KNOW_THE_CORE")
    abstract void upwards(Service service);

    @Breaks("PORTS_KNOW_THE_CORE")
    abstract void downwards(Sql sql);

    interface Fine {
        @Breaks("PORTS_ARE_INTERFACES_AND_VALUES")
        final class Nested {}
    }

    record Value(int value) {}

    enum Choice {
        ONE,
        OTHER
    }

    static class Failure extends IllegalStateException {}
}
