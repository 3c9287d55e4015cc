package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.fixture.HostTransactions;
import dev.latchkey.support.BoundDataSource;
import java.sql.Connection;

/** Transactions that are bound to the connection of a thread. */
final class ThreadTransactions implements HostTransactions {
    private final BoundDataSource host;

    ThreadTransactions(BoundDataSource host) {
        this.host = host;
    }

    @Override
    public void commit(Isolation isolation, Runnable work) {
        host.commit(in(isolation, work));
    }

    @Override
    public void rollBack(Isolation isolation, Runnable work) {
        host.rollBack(in(isolation, work));
    }

    private static BoundDataSource.InTransaction in(Isolation isolation, Runnable work) {
        return connection -> {
            connection.setTransactionIsolation(level(isolation));
            work.run();
        };
    }

    private static int level(Isolation isolation) {
        return switch (isolation) {
            case READ_COMMITTED -> Connection.TRANSACTION_READ_COMMITTED;
            case REPEATABLE_READ -> Connection.TRANSACTION_REPEATABLE_READ;
            case SERIALIZABLE -> Connection.TRANSACTION_SERIALIZABLE;
        };
    }
}
