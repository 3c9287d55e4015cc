package dev.latchkey.spring.boot;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.hashing.HashingException;
import dev.latchkey.ports.StoreException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Tells why an application did not start because of Latchkey, and what to do. */
final class LatchkeyFailureAnalyzer implements FailureAnalyzer {
    /** The remedies for the failures of a store that have one in Spring Boot, by a part of their message. */
    private static final Map<String, String> STORE = new LinkedHashMap<>();

    static {
        STORE.put(
                "lacks what Latchkey needs",
                "Set latchkey.jdbc.initialize-schema=always, or let Flyway apply the numbered files of the jar: add"
                        + " classpath:dev/latchkey/adapter/jdbc/postgresql (or h2) to spring.flyway.locations.");
        STORE.put(
                "no connection",
                "Check spring.datasource.url and that the database runs. To start while it is down, set"
                        + " latchkey.jdbc.initialize-schema=never: until it is up, requests get 503.");
        STORE.put("no database of this name", "Create the database, or correct spring.datasource.url.");
        STORE.put(
                "refuses the user or the password", "Check spring.datasource.username and spring.datasource.password.");
        STORE.put("may not read", "Grant the user of spring.datasource.username these rights.");
        STORE.put("lacks a right", "Grant the user of spring.datasource.username these rights.");
        STORE.put("is read-only", "Connect to a database that accepts changes, or let the user change it.");
        STORE.put(
                "standby",
                "Connect to the primary, for example with targetServerType=primary in spring.datasource.url.");
        STORE.put("driver says", "Annotate a DataSource of H2 or PostgreSQL with @LatchkeyDataSource.");
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
        if (t instanceof HashingException) {
            return new FailureAnalysis("Latchkey cannot compute Argon2: " + text(t) + ".", hashing(t), t);
        }
        String message = text(t);
        boolean twice = message.startsWith("there is a filter already: latchkey")
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
                        ? "Remove the context path (server.servlet.context-path) from the beginning of the route."
                        : "Put the narrower route first in the Routes bean.";
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
