package dev.latchkey.spring.boot;

import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.StoreException;
import dev.latchkey.spring.boot.LatchkeyProperties.Jdbc;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;

/** The store in a SQL database, in a class of its own because its jar is optional. */
final class JdbcStore {
    private JdbcStore() {}

    static KeyStore create(Jdbc properties, ObjectProvider<DataSource> own, ObjectProvider<DataSource> any) {
        DataSource dataSource = dataSource(own, any);
        return switch (properties.initializeSchema()) {
            case VALIDATE -> JdbcKeyStore.on(dataSource);
            case ALWAYS -> {
                JdbcSchema.apply(dataSource);
                yield JdbcKeyStore.on(dataSource);
            }
            case NEVER -> new DeferredKeyStore<>(() -> openElsewhere(dataSource));
        };
    }

    /** Checks the database as at the start. Reads alone would not find a standby or a missing table. */
    static void check(ObjectProvider<DataSource> own, ObjectProvider<DataSource> any) {
        JdbcKeyStore.on(dataSource(own, any));
    }

    /**
     * On another thread, because the first use may be in a transaction of the application, which a store cannot be
     * opened in.
     */
    private static JdbcKeyStore openElsewhere(DataSource dataSource) {
        FutureTask<JdbcKeyStore> open = new FutureTask<>(() -> JdbcKeyStore.on(dataSource));
        Thread thread = new Thread(open, "latchkey-open");
        thread.setDaemon(true);
        thread.start();
        try {
            return open.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("Could not open the store: the thread was interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StoreException known
                    ? known
                    : new StoreException("Could not open the store", e.getCause());
        }
    }

    private static DataSource dataSource(ObjectProvider<DataSource> own, ObjectProvider<DataSource> any) {
        DataSource qualified = own.getIfUnique();
        DataSource dataSource = qualified == null ? any.getIfUnique() : qualified;
        if (dataSource != null) {
            return dataSource;
        }
        long count = any.stream().count();
        if (count == 0) {
            throw new LatchkeyStartException(
                    "latchkey.store.type is jdbc, but the application has no DataSource.",
                    "Add spring-boot-starter-jdbc and the driver of the database, and configure"
                            + " spring.datasource.url. Or declare a DataSource bean.",
                    null);
        }
        throw new LatchkeyStartException(
                "The application has " + count + " beans of DataSource, and nothing says which of them holds the keys.",
                "Annotate the bean with @LatchkeyDataSource, or make it @Primary.",
                null);
    }
}
