package dev.latchkey.spring.boot;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties that begin with {@code latchkey}.
 *
 * @param keyPrefix the text that every new key begins with; null when the application declares a {@code KeyFormat} bean
 * @param store the store
 * @param jdbc the store in a SQL database
 * @param mongodb the store in MongoDB
 * @param web the guard of HTTP requests
 */
@ConfigurationProperties("latchkey")
public record LatchkeyProperties(
        @Nullable String keyPrefix,
        @DefaultValue Store store,
        @DefaultValue Jdbc jdbc,
        @DefaultValue Mongodb mongodb,
        @DefaultValue Web web) {

    /**
     * The properties that begin with {@code latchkey.store}.
     *
     * @param type the kind of the store
     */
    public record Store(@DefaultValue("auto") StoreType type) {}

    /** The kinds of stores. */
    public enum StoreType {
        /**
         * A SQL database if the application has a {@code DataSource}, otherwise MongoDB if it has a {@code
         * MongoClient}.
         */
        AUTO,
        /** The SQL database of the {@code DataSource}. */
        JDBC,
        /** The MongoDB of the {@code MongoClient}. */
        MONGODB,
        /** The memory of this process, for tests and demonstrations. */
        IN_MEMORY
    }

    /**
     * The properties that begin with {@code latchkey.jdbc}.
     *
     * @param initializeSchema the treatment of the tables at start
     */
    public record Jdbc(@DefaultValue("validate") Initialization initializeSchema) {}

    /**
     * The properties that begin with {@code latchkey.mongodb}.
     *
     * @param database the name of the database; null when the application declares a {@code MongoDatabase} bean
     * @param initializeIndexes the treatment of the indexes at start
     */
    public record Mongodb(
            @Nullable String database,
            @DefaultValue("validate") Initialization initializeIndexes) {}

    /** What is done at start about the tables or indexes in the database. */
    public enum Initialization {
        /** Checks that all of them are there, and does not start without them. */
        VALIDATE,
        /** Creates what is missing, and then checks. */
        ALWAYS,
        /** Asks the database nothing at start. The check is made before the first use of the store. */
        NEVER
    }

    /**
     * The properties that begin with {@code latchkey.web}.
     *
     * @param publicRoutes routes that everyone may call, each a method and the pattern of a path
     */
    public record Web(@DefaultValue List<String> publicRoutes) {
        /** Copies the list. */
        public Web {
            publicRoutes = List.copyOf(publicRoutes);
        }
    }
}
