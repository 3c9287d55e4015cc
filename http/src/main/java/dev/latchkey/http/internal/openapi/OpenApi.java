package dev.latchkey.http.internal.openapi;

import dev.latchkey.core.access.Requirement;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.ErrorFormat;
import dev.latchkey.http.internal.json.HeaderSchema;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.json.JsonWriter;
import dev.latchkey.http.internal.openapi.Operation.Callers;
import dev.latchkey.http.internal.openapi.Operation.Parameter;
import dev.latchkey.http.internal.request.CredentialPlaces;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the OpenAPI 3.1 document of the endpoints from their rules, their operations and the style of errors. It
 * leaves out the host's own routes.
 *
 * @param errors the host's words
 * @param credential where the key goes
 * @param format the style of errors
 * @param endpoints what is described
 * @param callerFields the fields that tell a caller about itself
 * @param tlsOnly whether credentials over clear text are refused
 */
public record OpenApi(
        ApiErrors errors,
        CredentialPlaces credential,
        ErrorFormat format,
        List<Described> endpoints,
        List<HeaderSchema> callerFields,
        boolean tlsOnly) {
    private static final String TITLE = "API keys";

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
            schemes().require(json);
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
            item.object("x-other-methods", responses()::writeMethodNotAllowed);
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

    /** Returns what the names of the types begin with that belong to an operation. */
    private String type(Described endpoint) {
        String id = id(endpoint);
        return id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1);
    }

    private @Nullable JsonSchema body(Described endpoint) {
        JsonSchema body = endpoint.operation().body();
        return body == null ? null : body.named(type(endpoint) + "Request");
    }

    private Responses responses() {
        return new Responses(errors, credential, format, callerFields, tlsOnly);
    }

    private SecuritySchemes schemes() {
        String operators = endpoints.stream()
                .flatMap(endpoint ->
                        Stream.ofNullable(endpoint.operation().more().callers()))
                .flatMap(callers -> Stream.ofNullable(callers.header()))
                .findFirst()
                .orElse(null);
        return new SecuritySchemes(credential.places(), operators);
    }

    private void operation(JsonWriter json, Described endpoint) {
        Operation operation = endpoint.operation();
        json.text("operationId", id(endpoint));
        json.text("summary", operation.summary());
        json.text("description", operation.description());
        json.texts("tags", List.of(operation.more().tag()));
        Callers callers = operation.more().callers();
        if (callers != null) {
            schemes().require(json, callers);
        }
        if (!operation.parameters().isEmpty()) {
            json.array("parameters", operation.parameters(), OpenApi::parameter);
        }
        JsonSchema body = body(endpoint);
        if (body != null) {
            json.object("requestBody", request -> {
                request.bool("required", !operation.more().optionalBody());
                Responses.content(request, operation.more().mediaTypes(), body);
            });
        }
        json.object("responses", responses -> responses().write(responses, endpoint, type(endpoint)));
    }

    private static void parameter(JsonWriter json, Parameter parameter) {
        json.text("name", parameter.name());
        json.text("in", parameter.in());
        json.text("description", parameter.schema().description());
        if (parameter.in().equals("path")) {
            json.bool("required", true);
        }
        if (parameter.in().equals("query")) {
            // An empty parameter is as if absent.
            json.bool("allowEmptyValue", true);
        }
        json.object("schema", parameter.schema()::undescribed);
    }

    private void components(JsonWriter json) {
        json.object("securitySchemes", schemes()::define);
        Map<String, JsonSchema> schemas = new TreeMap<>();
        Consumer<JsonSchema> collect = schema -> schema.allNamed().forEach(one -> schemas.put(one.name(), one));
        for (Described endpoint : endpoints) {
            Stream.of(body(endpoint), endpoint.operation().done().body())
                    .filter(Objects::nonNull)
                    .forEach(collect);
            responses().collect(endpoint, type(endpoint), collect);
        }
        Set<Integer> shared = responses().shared(endpoints);
        shared.forEach(status -> collect.accept(responses().shared(status)));
        json.object("responses", responses -> responses().define(responses, shared));
        json.object("schemas", all -> schemas.forEach((name, schema) -> all.object(name, schema::define)));
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
