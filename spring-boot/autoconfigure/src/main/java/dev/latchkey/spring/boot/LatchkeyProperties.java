package dev.latchkey.spring.boot;

import java.nio.file.Path;
import java.time.Duration;
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
 * @param importedKeys keys of other formats than the configured one
 * @param bootstrap the keys that the application makes at its start
 */
@ConfigurationProperties("latchkey")
public record LatchkeyProperties(
        @Nullable String keyPrefix,
        @DefaultValue Store store,
        @DefaultValue Jdbc jdbc,
        @DefaultValue Mongodb mongodb,
        @DefaultValue Web web,
        @DefaultValue ImportedKeys importedKeys,
        @DefaultValue List<Bootstrap> bootstrap) {
    /** Copies the list. */
    public LatchkeyProperties {
        bootstrap = List.copyOf(bootstrap);
    }

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
     * @param ownKey the endpoint at which a key reads itself
     * @param expiryHeader the field that tells a caller when its credential ends
     * @param requireTls whether every credential that was sent over clear text is refused
     * @param admin the endpoints that manage keys
     * @param console the page on which people manage keys
     */
    public record Web(
            @DefaultValue List<String> publicRoutes,
            @DefaultValue OwnKey ownKey,
            @DefaultValue ExpiryHeader expiryHeader,
            boolean requireTls,
            @DefaultValue Admin admin,
            @DefaultValue Console console) {
        /** Copies the list. */
        public Web {
            publicRoutes = List.copyOf(publicRoutes);
        }
    }

    /**
     * The properties that begin with {@code latchkey.web.own-key}.
     *
     * @param path the path of the endpoint; null for none
     */
    public record OwnKey(@Nullable String path) {}

    /**
     * The properties that begin with {@code latchkey.web.expiry-header}.
     *
     * @param name the name of the field
     * @param within how long before the end the field is sent; zero for never
     */
    public record ExpiryHeader(
            @DefaultValue("API-Key-Expires") String name,
            @DefaultValue("30d") Duration within) {}

    /**
     * The properties that begin with {@code latchkey.web.admin}.
     *
     * @param enabled whether the endpoints are there
     * @param path the path below which they are
     * @param apiKeys whether API keys may call them, with the management permissions that they hold
     * @param keepCsrf whether the protection of Spring Security against requests of other sites stays on for the path
     * @param origins the origins whose pages may send changes with a session; empty for the application's own
     * @param operators what the users of Spring Security may do; the first entry whose authority a user has decides
     */
    public record Admin(
            boolean enabled,
            @DefaultValue("/latchkey") String path,
            boolean apiKeys,
            boolean keepCsrf,
            @DefaultValue List<String> origins,
            @DefaultValue List<OperatorRights> operators) {
        /** Copies the lists. */
        public Admin {
            origins = List.copyOf(origins);
            operators = List.copyOf(operators);
        }
    }

    /**
     * The properties of one entry of {@code latchkey.web.admin.operators}.
     *
     * @param authority the authority of Spring Security that makes a user an operator
     * @param tenants the tenants whose keys the operator manages; {@code *} for all
     * @param may the management permissions
     * @param mayGrant the permissions of keys that the operator may hand out
     */
    public record OperatorRights(
            @Nullable String authority,
            @DefaultValue List<String> tenants,
            @DefaultValue List<String> may,
            @DefaultValue List<String> mayGrant) {
        /** Copies the lists. */
        public OperatorRights {
            tenants = List.copyOf(tenants);
            may = List.copyOf(may);
            mayGrant = List.copyOf(mayGrant);
        }
    }

    /**
     * The properties that begin with {@code latchkey.web.console}.
     *
     * @param enabled whether the page is there
     * @param signIn the address of the application's login; null for none
     * @param example the path in the command that is shown with a new key; null for the root
     */
    public record Console(
            boolean enabled,
            @Nullable String signIn,
            @Nullable String example) {}

    /**
     * The properties that begin with {@code latchkey.imported-keys}. They never print the lookup key.
     *
     * @param lookupKey at least 32 random bytes in Base64; null if keys of other formats are not accepted
     */
    public record ImportedKeys(@Nullable String lookupKey) {
        /** Never the lookup key. */
        @Override
        public String toString() {
            return "ImportedKeys[redacted]";
        }
    }

    /**
     * The properties of one entry of {@code latchkey.bootstrap}. They never print the value of the key.
     *
     * @param name the name, which identifies the key from one start to the next
     * @param tenant the tenant of the key
     * @param resource the resource that the key is bound to; null for a key of the whole tenant
     * @param permissions the permissions of the key
     * @param keyFile the file that holds the value of the key, or {@code sha256:} and its SHA-256
     * @param keyHash the SHA-256 of the value, in hexadecimal figures
     * @param key the value of the key
     * @param rotate whether a changed value replaces the previous one
     */
    public record Bootstrap(
            @Nullable String name,
            @Nullable String tenant,
            @Nullable String resource,
            @DefaultValue List<String> permissions,
            @Nullable Path keyFile,
            @Nullable String keyHash,
            @Nullable String key,
            boolean rotate) {
        /** Copies the list. */
        public Bootstrap {
            permissions = List.copyOf(permissions);
        }

        /** Never the value. */
        @Override
        public String toString() {
            return "Bootstrap[" + tenant + ", " + name + ", redacted]";
        }
    }
}
