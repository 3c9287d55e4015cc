package dev.latchkey.spring.boot;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.hashing.HashingException;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.StoreException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Tells why an application did not start because of Latchkey, and what to do. It is asked before those of Spring Boot,
 * and answers for what is Latchkey's alone.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class LatchkeyFailureAnalyzer implements FailureAnalyzer {
    private static final String FEED =
            "Declare a ChangeFeed bean, such as PostgresChangeFeed, MongoChangeFeed or PollingChangeFeed, or remove"
                    + " recordCache from the LatchkeyBuilderCustomizer.";

    /** The remedies for the failures of a store that have one in Spring Boot, by a part of their message. */
    private static final Map<String, String> STORE = new LinkedHashMap<>();

    static {
        STORE.put(
                "lacks what Latchkey needs",
                "Set latchkey.jdbc.initialize-schema=always, or let Flyway apply the numbered files of the jar: add"
                        + " classpath:dev/latchkey/adapter/jdbc/postgresql (or h2, mariadb, mysql) to"
                        + " spring.flyway.locations. Spring Boot 4 runs Flyway only with spring-boot-starter-flyway.");
        STORE.put(
                "no connection",
                "Check spring.datasource.url and that the database runs. To start while it is down, set"
                        + " latchkey.jdbc.initialize-schema=never: until it is up, requests get 503.");
        STORE.put(
                "another process has the file",
                "Stop the other process, or add AUTO_SERVER=TRUE to spring.datasource.url of both.");
        STORE.put("no database of this name", "Create the database, or correct spring.datasource.url.");
        STORE.put(
                "refuses the user or the password", "Check spring.datasource.username and spring.datasource.password.");
        STORE.put("may not read", "Grant the user of spring.datasource.username these rights.");
        STORE.put("lacks a right", "Grant the user of spring.datasource.username these rights.");
        STORE.put("is read-only", "Connect to a database that accepts changes, or let the user change it.");
        STORE.put(
                "standby",
                "Connect to the primary, for example with targetServerType=primary in spring.datasource.url.");
        STORE.put(
                "pooling proxy",
                "Give the feed a DataSource of its own that connects to the database itself, and not to PgBouncer or"
                        + " another pooling proxy. Or use PollingChangeFeed, which works through every proxy.");
        STORE.put(
                "this database is",
                "Annotate a DataSource of H2, PostgreSQL, MariaDB or MySQL with @LatchkeyDataSource.");
        STORE.put(
                "READ UNCOMMITTED",
                "Set the isolation of the pool, for example spring.datasource.hikari.transaction-isolation.");
        for (String setting : new String[] {"sql_mode", "unique_checks", "binlog_format"}) {
            STORE.put(setting, "Change the setting on the server, or in sessionVariables of spring.datasource.url.");
        }
        STORE.put("H2", "Change the settings in spring.datasource.url.");
        STORE.put("IGNORECASE", "Change the settings in spring.datasource.url.");
        STORE.put("index", "Set latchkey.mongodb.initialize-indexes=always, or create the indexes.");
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            FailureAnalysis analysis = one(t);
            if (analysis != null) {
                return analysis;
            }
        }
        return null;
    }

    private static @Nullable FailureAnalysis one(Throwable t) {
        if (t instanceof LatchkeyStartException known) {
            return new FailureAnalysis(text(known), known.action(), t);
        }
        if (t instanceof InvalidValueException invalid) {
            return new FailureAnalysis("Latchkey refuses a value: " + text(invalid) + ".", action(invalid), t);
        }
        if (t instanceof StoreException) {
            return new FailureAnalysis("Latchkey cannot use its store. " + text(t) + ".", action(text(t)), t);
        }
        if (t instanceof HashingException && text(t).contains("needs a pepper")) {
            return new FailureAnalysis(
                    "Latchkey cannot check a key: " + text(t) + ".",
                    "Give it the pepper of that id again, with peppers(...) in a LatchkeyBuilderCustomizer. A previous"
                            + " pepper is needed as long as stored hashes name it.",
                    t);
        }
        if (t instanceof NoSuchBeanDefinitionException missing && ChangeFeed.class.equals(missing.getBeanType())) {
            return new FailureAnalysis(
                    "The application has no ChangeFeed bean for the record cache. Without a feed, this node would not"
                            + " learn that another node revoked a key.",
                    FEED,
                    t);
        }
        if (t instanceof NoClassDefFoundError && text(t).contains("bucket4j")) {
            return new FailureAnalysis(
                    "The rate limiter needs Bucket4j, which is not on the class path: " + text(t) + ".",
                    "Add the dependency com.bucket4j:bucket4j_jdk17-postgresql for PostgresRateLimiter, or"
                            + " com.bucket4j:bucket4j_jdk17-core for MariaDbRateLimiter.",
                    t);
        }
        if (t instanceof HashingException) {
            return new FailureAnalysis("Latchkey cannot compute Argon2: " + text(t) + ".", hashing(t), t);
        }
        String message = text(t);
        boolean twice = message.startsWith("a filter of this name exists already: latchkey")
                || message.startsWith("Failed to register 'filter latchkey");
        return twice
                ? new FailureAnalysis(
                        "Latchkey's filter is registered twice: by the starter, and by the application.",
                        "Remove LatchkeyServlets.install and beans of LatchkeyFilter from the application.",
                        t)
                : null;
    }

    private static String action(InvalidValueException invalid) {
        return switch (invalid.field()) {
            case "resources" ->
                "Declare a bean of dev.latchkey.http.spi.ResourceDirectory. Endpoints and routes that name a resource"
                        + " ask it which resources a tenant has.";
            case "routes" ->
                invalid.problem().contains("mount path")
                        ? "Remove the context path (server.servlet.context-path, spring.webflux.base-path) from the"
                                + " beginning of the route."
                        : "Put the narrower route first in the Routes bean.";
            case "feed" -> FEED;
            case "managedKeys" ->
                "Mount them once: remove managedKeys(...) from the LatchkeyWebBuilderCustomizer, or"
                        + " latchkey.web.admin.enabled.";
            case "path", "method" -> "Correct the route in the Routes bean.";
            case "sealing key", "sealing key id", "pepper", "pepper id" ->
                "Correct the secret that the LatchkeyBuilderCustomizer reads. It is not printed here.";
            default -> "Correct the value where the bean named above sets it.";
        };
    }

    private static String action(String message) {
        return STORE.entrySet().stream()
                .filter(entry -> message.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("Correct what the message says, and start again.");
    }

    private static String hashing(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof NoSuchMethodError || text(t).contains("incompatible JNA native library")) {
                return "The application has an older JNA. Manage the version of net.java.dev.jna:jna, 5.19.1 or later.";
            }
        }
        return "The library is unpacked into the temporary folder. Let the process write and run files there, or set"
                + " -Djna.tmpdir to a folder where it may. Or install libargon2.";
    }

    private static String text(Throwable t) {
        return Objects.requireNonNullElse(t.getMessage(), t.getClass().getName());
    }
}
