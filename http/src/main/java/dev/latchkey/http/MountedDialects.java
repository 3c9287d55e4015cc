package dev.latchkey.http;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.http.internal.endpoint.DocumentEndpoint;
import dev.latchkey.http.internal.endpoint.Endpoint;
import dev.latchkey.http.internal.openapi.OpenApi;
import dev.latchkey.http.internal.route.PathPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The dialects that a host mounts, and the path of their document. Not safe for use by several threads. */
final class MountedDialects {
    private final List<Dialect> dialects = new ArrayList<>();
    private @Nullable String document;
    private @Nullable ManagedKeys managed;

    void mount(Dialect dialect) {
        String base = dialect.base();
        if (base.equals("/") || !PathPattern.of(base).isLiteral()) {
            throw new InvalidValueException("base", "must be a literal path");
        }
        if (dialects.stream().anyMatch(other -> other.base().equals(base))) {
            throw new InvalidValueException("base", "must differ from the base of every other dialect");
        }
        dialects.add(dialect);
    }

    /** Mounts the management of keys, of which there is one. */
    void mount(ManagedKeys choices) {
        if (managed != null) {
            throw new InvalidValueException("managedKeys", "must be mounted once");
        }
        mount(Dialect.managedKeys(choices));
        this.managed = choices;
    }

    @Nullable ManagedKeys managed() {
        return managed;
    }

    void document(String path) {
        if (path.endsWith("/") || !PathPattern.of(path).isLiteral()) {
            throw new InvalidValueException("openApi", "must be a literal path");
        }
        this.document = path;
    }

    @Nullable String document() {
        return document;
    }

    boolean isEmpty() {
        return dialects.isEmpty();
    }

    List<String> bases() {
        return dialects.stream().map(Dialect::base).toList();
    }

    /** Checks that the document describes something and lies outside of it. */
    void check() {
        if (document != null
                && (dialects.isEmpty() || dialects.stream().anyMatch(dialect -> dialect.collides(document)))) {
            throw new InvalidValueException("openApi", "must describe endpoints, and lie outside of them");
        }
    }

    /** Returns the endpoints, that of the document first. */
    List<Endpoint> endpoints(
            Function<Dialect, List<Endpoint>> made, Function<List<OpenApi.Described>, OpenApi> describer) {
        List<Endpoint> endpoints = dialects.stream()
                .flatMap(dialect -> made.apply(dialect).stream())
                .toList();
        Stream<Endpoint> described = Stream.ofNullable(document)
                .map(path -> DocumentEndpoint.at(path, describer.apply(Endpoint.described(endpoints))));
        return Stream.concat(described, endpoints.stream()).toList();
    }
}
