package dev.latchkey.architecture.bad.ports.spi;

import dev.latchkey.architecture.bad.Breaks;
import dev.latchkey.architecture.bad.adapter.jdbc.Sql;
import dev.latchkey.architecture.bad.ports.api.Service;

@Breaks("SPI_IS_INTERFACES_AND_VALUES")
public abstract class Busy {
    @Breaks("SPI_KNOWS_THE_CORE")
    abstract void upwards(Service service);

    @Breaks("SPI_KNOWS_THE_CORE")
    abstract void downwards(Sql sql);

    interface Fine {
        @Breaks("SPI_IS_INTERFACES_AND_VALUES")
        final class Nested {}
    }

    record Value(int value) {}

    enum Choice {
        ONE,
        OTHER
    }

    static class Failure extends IllegalStateException {}
}
