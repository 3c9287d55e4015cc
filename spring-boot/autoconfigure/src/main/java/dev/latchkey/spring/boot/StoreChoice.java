package dev.latchkey.spring.boot;

import dev.latchkey.spring.boot.LatchkeyProperties.StoreType;
import java.util.Locale;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;

/** The store that the class path and the beans of the application allow. */
enum StoreChoice {
    JDBC("latchkey-adapter-jdbc", "dev.latchkey.adapter.jdbc.JdbcKeyStore"),
    MONGODB("latchkey-adapter-mongo", "dev.latchkey.adapter.mongo.MongoKeyStore"),
    IN_MEMORY("latchkey-adapter-inmemory", "dev.latchkey.adapter.inmemory.InMemoryKeyStore");

    private final String artifact;
    private final String type;

    StoreChoice(String artifact, String type) {
        this.artifact = artifact;
        this.type = type;
    }

    static StoreChoice of(StoreType configured, ListableBeanFactory beans) {
        return switch (configured) {
            case JDBC -> JDBC.required(configured);
            case MONGODB -> MONGODB.required(configured);
            case IN_MEMORY -> IN_MEMORY.required(configured);
            case AUTO -> automatic(beans);
        };
    }

    private static StoreChoice automatic(ListableBeanFactory beans) {
        if (JDBC.isPresent() && isDeclared(DataSource.class, beans)) {
            return JDBC;
        }
        if (MONGODB.isPresent() && MongoStore.hasClient(beans)) {
            return MONGODB;
        }
        throw new LatchkeyStartException(
                "Latchkey has no store for its keys. The application has neither a DataSource with"
                        + " latchkey-adapter-jdbc nor a MongoClient with latchkey-adapter-mongo, and keys are kept in"
                        + " memory only where latchkey.store.type says so.",
                "Add spring-boot-starter-jdbc and the driver of the database, and configure spring.datasource.url."
                        + " Or declare a KeyStore bean. For a test, add latchkey-adapter-inmemory and set"
                        + " latchkey.store.type=in-memory.",
                null);
    }

    /** Tells whether there is a bean, also in a parent of the application. */
    static boolean isDeclared(Class<?> type, ListableBeanFactory beans) {
        return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type, true, false).length > 0;
    }

    private StoreChoice required(StoreType configured) {
        if (!isPresent()) {
            throw new LatchkeyStartException(
                    "The store " + configured.name().toLowerCase(Locale.ROOT).replace('_', '-')
                            + " is not on the class path.",
                    "Add the dependency dev.latchkey:" + artifact + ", or change latchkey.store.type.",
                    null);
        }
        return this;
    }

    private boolean isPresent() {
        return ClassUtils.isPresent(type, StoreChoice.class.getClassLoader());
    }
}
