package dev.latchkey.http.internal.openapi;

import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.access.Requirement.Reach;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.ErrorCode;
import dev.latchkey.http.internal.error.ErrorFormat;
import dev.latchkey.http.internal.json.HeaderSchema;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.json.JsonSchema.Property;
import dev.latchkey.http.internal.json.JsonWriter;
import dev.latchkey.http.internal.openapi.Operation.Callers;
import dev.latchkey.http.internal.openapi.Operation.More;
import dev.latchkey.http.internal.openapi.Operation.Parameter;
import dev.latchkey.http.internal.request.CredentialPlace;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the OpenAPI 3.1 document of the endpoints from their rules, their operations and the style of errors. It
 * leaves out the host's own routes.
 *
 * @param errors the host's words, and where the key goes
 * @param format the style of errors
 * @param endpoints what is described
 * @param told the fields that tell a caller about itself
 * @param tlsOnly whether credentials over clear text are refused
 */
public record OpenApi(
        ApiErrors errors, ErrorFormat format, List<Described> endpoints, List<HeaderSchema> told, boolean tlsOnly) {
    private static final String SCHEME = "apiKey";
    private static final String TITLE = "API keys";
    private static final String OPERATOR = "operator";
    private static final int METHOD_NOT_ALLOWED = ErrorCode.METHOD.status();

    /**
     * Returns the document.
     *
     * @param contextPath what is in front of every path
     */
    public byte[] document(String contextPath) {
        return JsonWriter.object(json -> {
            json.text("openapi", "3.1.0");
            json.object("info", this::info);
            json.array(
                    "servers", List.of(contextPath), (server, path) -> server.text("url", path.isEmpty() ? "/" : path));
            json.array("tags", tags(), (tag, name) -> {
                tag.text("name", name);
                tag.text("description", "Management of the API keys of this API.");
            });
            security(json, schemes());
            json.object("paths", this::paths);
            json.object("components", this::components);
        });
    }

    private List<String> tags() {
        return endpoints.stream()
                .map(endpoint -> endpoint.operation().more().tag())
                .distinct()
                .toList();
    }

    private static void security(JsonWriter json, List<String> schemes) {
        json.array("security", schemes, (one, name) -> one.texts(name, List.of()));
    }

    private void info(JsonWriter json) {
        json.text("title", TITLE);
        json.text("version", "1.0.0");
        json.text(
                "description",
                "Lists, issues, regenerates and revokes API keys. HEAD has the response of GET without its "
                        + "body. OPTIONS has 204 and the header Allow. Every other method that a path lacks has "
                        + "the response that x-other-methods names. Clients must ignore unknown members of a "
                        + "response. A request body with an unknown member is refused.");
    }

    private void paths(JsonWriter json) {
        Map<String, List<Described>> paths = new LinkedHashMap<>();
        endpoints.forEach(endpoint -> paths.computeIfAbsent(endpoint.path(), path -> new ArrayList<>())
                .add(endpoint));
        paths.forEach((path, methods) -> json.object(path, item -> {
            item.object("x-other-methods", other -> refer(other, METHOD_NOT_ALLOWED));
            methods.forEach(
                    one -> item.object(one.method().toLowerCase(Locale.ROOT), operation -> operation(operation, one)));
        }));
    }

    /** Returns the id of an operation. A dialect may be mounted twice, but a document has each id once. */
    private String id(Described endpoint) {
        List<Described> same = endpoints.stream()
                .filter(one -> one.operation().id().equals(endpoint.operation().id()))
                .toList();
        int place = same.indexOf(endpoint);
        return endpoint.operation().id() + (place == 0 ? "" : place + 1);
    }

    /** Returns the name of a type that belongs to an operation. */
    private String type(Described endpoint, String what) {
        String id = id(endpoint);
        return id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1) + what;
    }

    private static @Nullable JsonSchema body(Described endpoint, String name) {
        JsonSchema body = endpoint.operation().body();
        return body == null ? null : body.named(name);
    }

    private JsonSchema errorOf(Described endpoint, int status, Set<ErrorCode> reasons) {
        List<Property> more = endpoint.operation().more().members().getOrDefault(status, List.of());
        return format.schema(type(endpoint, name(status) + "Error"), status, reasons, more);
    }

    /** Tells whether the errors of a status are those that all operations share. */
    private static boolean isShared(Described endpoint, int status, Set<ErrorCode> reasons) {
        More more = endpoint.operation().more();
        return reasons.equals(all(status))
                && !more.members().containsKey(status)
                && !more.headers().containsKey(status);
    }

    private void operation(JsonWriter json, Described endpoint) {
        Operation operation = endpoint.operation();
        json.text("operationId", id(endpoint));
        json.text("summary", operation.summary());
        json.text("description", operation.description());
        json.texts("tags", List.of(operation.more().tag()));
        Callers callers = operation.more().callers();
        if (callers != null) {
            security(
                    json,
                    Stream.concat(
                                    callers.header() == null ? Stream.empty() : Stream.of(OPERATOR),
                                    callers.keys() ? schemes().stream() : Stream.empty())
                            .toList());
        }
        if (!operation.parameters().isEmpty()) {
            json.array("parameters", operation.parameters(), OpenApi::parameter);
        }
        JsonSchema body = body(endpoint, type(endpoint, "Request"));
        if (body != null) {
            json.object("requestBody", request -> {
                request.bool("required", !operation.more().optionalBody());
                content(request, operation.more().mediaTypes(), body);
            });
        }
        json.object("responses", responses -> {
            Operation.Done done = operation.done();
            responses.object(String.valueOf(done.status()), json1 -> done(json1, done));
            reasons(endpoint)
                    .forEach((status, reasons) -> responses.object(String.valueOf(status), response -> {
                        if (isShared(endpoint, status, reasons)) {
                            refer(response, status);
                        } else {
                            error(response, status, errorOf(endpoint, status, reasons), operation.more());
                        }
                    }));
        });
    }

    private static void parameter(JsonWriter json, Parameter parameter) {
        json.text("name", parameter.name());
        json.text("in", parameter.in());
        json.text("description", parameter.schema().description());
        if (parameter.in().equals("path")) {
            json.bool("required", true);
        }
        json.object("schema", parameter.schema()::undescribed);
    }

    /** Returns the reasons for which the requests of an endpoint are refused, by status. */
    private Map<Integer, Set<ErrorCode>> reasons(Described endpoint) {
        Set<ErrorCode> reasons = EnumSet.of(ErrorCode.RATE, ErrorCode.UNAVAILABLE);
        reasons.addAll(all(401));
        if (tlsOnly) {
            reasons.add(ErrorCode.INSECURE_TRANSPORT);
        }
        Requirement requirement = endpoint.requirement();
        Callers callers = endpoint.operation().more().callers();
        boolean keys = callers == null || callers.keys();
        if (keys) {
            reasons.add(ErrorCode.NETWORK);
        }
        if (keys && requirement.reach() == Reach.TENANT) {
            reasons.add(ErrorCode.RESOURCE_KEY);
        }
        if (requirement.permission() != null) {
            reasons.add(ErrorCode.PERMISSION);
        }
        reasons.addAll(endpoint.operation().reasons());
        Map<Integer, Set<ErrorCode>> byStatus = new TreeMap<>();
        reasons.forEach(reason -> byStatus.computeIfAbsent(reason.status(), status -> EnumSet.noneOf(ErrorCode.class))
                .add(reason));
        return byStatus;
    }

    private static Set<ErrorCode> all(int status) {
        EnumSet<ErrorCode> reasons = EnumSet.allOf(ErrorCode.class);
        reasons.removeIf(reason -> reason.status() != status || reason.isOfManagement());
        return reasons;
    }

    private void components(JsonWriter json) {
        List<CredentialPlace> places = errors.credential().places();
        json.object("securitySchemes", all -> {
            IntStream.range(0, places.size())
                    .forEach(i -> all.object(schemes().get(i), one -> credential(one, places.get(i))));
            endpoints.stream()
                    .flatMap(endpoint ->
                            Stream.ofNullable(endpoint.operation().more().callers()))
                    .flatMap(callers -> Stream.ofNullable(callers.header()))
                    .findFirst()
                    .ifPresent(header -> all.object(OPERATOR, one -> operator(one, header)));
        });
        Set<Integer> statuses = new TreeSet<>(Set.of(METHOD_NOT_ALLOWED));
        Map<String, JsonSchema> schemas = new TreeMap<>();
        Consumer<JsonSchema> collect = schema -> schema.allNamed().forEach(one -> schemas.put(one.name(), one));
        for (Described endpoint : endpoints) {
            Stream.of(
                            body(endpoint, type(endpoint, "Request")),
                            endpoint.operation().done().body())
                    .filter(Objects::nonNull)
                    .forEach(collect);
            reasons(endpoint).forEach((status, reasons) -> {
                if (isShared(endpoint, status, reasons)) {
                    statuses.add(status);
                } else {
                    collect.accept(errorOf(endpoint, status, reasons));
                }
            });
        }
        statuses.forEach(status -> collect.accept(shared(status)));
        json.object(
                "responses",
                responses -> statuses.forEach(status ->
                        responses.object(name(status), one -> error(one, status, shared(status), More.NONE))));
        json.object("schemas", all -> schemas.forEach((name, schema) -> all.object(name, schema::define)));
    }

    private JsonSchema shared(int status) {
        return format.schema(name(status) + "Error", status, all(status), List.of());
    }

    /** Returns the names of the places of the key, any one of which is enough. */
    private List<String> schemes() {
        return IntStream.rangeClosed(1, errors.credential().places().size())
                .mapToObj(number -> number == 1 ? SCHEME : SCHEME + number)
                .toList();
    }

    private static void operator(JsonWriter json, String header) {
        json.text("type", "apiKey");
        json.text("in", "header");
        json.text("name", header);
        json.text("description", "The credential of an operator.");
    }

    private static void credential(JsonWriter json, CredentialPlace place) {
        if (place.bearer()) {
            json.text("type", "http");
            json.text("scheme", "bearer");
        } else {
            json.text("type", "apiKey");
            json.text("in", "header");
            json.text("name", place.header());
        }
        json.text("description", "An API key, as it was shown when it was issued.");
    }

    private static void refer(JsonWriter json, int status) {
        json.text("$ref", "#/components/responses/" + name(status));
    }

    /** Returns the name of a shared response, for example {@code TooManyRequests}. */
    private static String name(int status) {
        return ErrorCode.title(status).replace(" ", "");
    }

    private void done(JsonWriter json, Operation.Done done) {
        answer(json, done.description(), Stream.concat(done.headers().stream(), told.stream()));
        if (done.body() != null) {
            content(json, List.of(JsonWriter.TYPE), done.body());
        }
        if (!done.links().isEmpty()) {
            json.object(
                    "links",
                    links -> done.links()
                            .forEach(link -> links.object(link.operation(), one -> {
                                one.text("operationId", link.operation());
                                one.object(
                                        "parameters",
                                        parameters -> link.parameters().forEach(parameters::text));
                            })));
        }
    }

    private void error(JsonWriter json, int status, JsonSchema body, More more) {
        Stream<HeaderSchema> declared =
                headers(status).map(header -> status == 403 && more.callers() != null ? header.sometimes() : header);
        Stream<HeaderSchema> own = Stream.concat(declared, more.headers().getOrDefault(status, List.of()).stream());
        boolean asked = status != METHOD_NOT_ALLOWED;
        answer(json, ErrorCode.title(status), asked ? Stream.concat(own, told.stream()) : own);
        content(json, List.of(format.contentType()), body);
    }

    private Stream<HeaderSchema> headers(int status) {
        HeaderSchema challenge = HeaderSchema.challenge(errors.challenge());
        return switch (status) {
            case 401 -> Stream.of(challenge);
            case 403 -> errors.credential().bearer() ? Stream.of(challenge) : Stream.of();
            case 405 -> Stream.of(HeaderSchema.ALLOW);
            case 415 -> Stream.of(HeaderSchema.ACCEPT);
            case 429, 503 -> Stream.of(HeaderSchema.RETRY_AFTER);
            default -> Stream.of();
        };
    }

    private void answer(JsonWriter json, String description, Stream<HeaderSchema> own) {
        json.text("description", description);
        json.object("headers", headers -> {
            Stream<HeaderSchema> everywhere =
                    Stream.concat(Stream.of(HeaderSchema.CACHE_CONTROL), format.fields().stream());
            Stream.concat(everywhere, own).forEach(field -> headers.object(field.name(), field::write));
        });
    }

    private static void content(JsonWriter json, List<String> types, JsonSchema schema) {
        json.object(
                "content",
                content -> types.forEach(type -> content.object(type, media -> media.object("schema", schema::write))));
    }

    /**
     * An endpoint that the document describes.
     *
     * @param method its method
     * @param path its path
     * @param requirement what its caller needs
     * @param operation what it takes and answers
     */
    public record Described(String method, String path, Requirement requirement, Operation operation) {}
}
