package dev.latchkey.adapter.servlet;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An OpenAPI document, and whether answers are as it says: nothing is answered that it does not declare. */
final class ServedDocument {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    /** What containers and HTTP itself add. */
    private static final Set<String> OF_THE_CONTAINER =
            Set.of("connection", "content-length", "content-type", "date", "server", "transfer-encoding");

    private final JsonNode document;
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();

    private ServedDocument(JsonNode document) {
        this.document = document;
    }

    static ServedDocument parse(String json) {
        return new ServedDocument(JSON.readTree(json));
    }

    JsonNode json() {
        return document;
    }

    /**
     * An exchange.
     *
     * @param path without the context path and the query
     * @param sent the body of the request; null when it is not known
     * @param headers of the answer
     */
    record Exchange(
            String method, String path, String sent, int status, Map<String, List<String>> headers, String body) {
        String header(String name) {
            TreeMap<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            all.putAll(headers);
            return all.containsKey(name) ? all.get(name).get(0) : null;
        }

        String mediaType() {
            return String.valueOf(header("Content-Type")).replaceAll("\\s*;.*", "");
        }
    }

    /** What the document does not say. */
    List<String> problems(Exchange exchange) {
        JsonNode item = item(exchange.path());
        if (item == null) {
            return ofAHostsRoute(exchange);
        }
        String method =
                exchange.method().equals("HEAD") ? "get" : exchange.method().toLowerCase(Locale.ROOT);
        JsonNode operation = item.get(method);
        if (operation == null) {
            return exchange.method().equals("OPTIONS") ? options(exchange) : otherMethod(item, exchange);
        }
        JsonNode response = operation.get("responses").get(String.valueOf(exchange.status()));
        if (response == null) {
            return List.of("status " + exchange.status() + " is not declared");
        }
        List<String> problems = new ArrayList<>(response(response, exchange, true));
        JsonNode body = operation.at("/requestBody/content/application~1json/schema");
        if (exchange.status() < 300 && exchange.sent() != null && body.isObject()) {
            problems.addAll(validate(schema(body), exchange.sent(), "accepted body"));
        }
        return problems;
    }

    /** Of a path spelled plainly; what others mean is the container's to say. */
    private JsonNode item(String path) {
        for (Map.Entry<String, JsonNode> one : document.get("paths").properties()) {
            String pattern = Pattern.quote(one.getKey()).replaceAll("\\{[^}]+}", "\\\\E[\\\\w-]+\\\\Q");
            if (Pattern.matches(pattern, path)) {
                return one.getValue();
            }
        }
        return null;
    }

    private List<String> options(Exchange exchange) {
        boolean told = exchange.status() == 204 && exchange.header("Allow") != null;
        return told && exchange.body().isEmpty() ? List.of() : List.of("OPTIONS is 204 with Allow and no body");
    }

    private List<String> otherMethod(JsonNode item, Exchange exchange) {
        return exchange.status() == 405
                ? response(item.get("x-other-methods"), exchange, true)
                : List.of("a method that is not declared is 405");
    }

    /**
     * The filter refuses there what it refuses anywhere. Which codes it has for 403 and 404 the document does not say, because it does not describe that route, but
     * the shape is the same.
     */
    private List<String> ofAHostsRoute(Exchange exchange) {
        JsonNode shared = null;
        JsonNode similar = null;
        String status = String.valueOf(exchange.status());
        for (JsonNode response : document.at("/components/responses")) {
            boolean ours = response.get("content").has(exchange.mediaType());
            shared = ours && response.get("description").asString().equals(Reason.title(exchange.status()))
                    ? response
                    : shared;
        }
        for (JsonNode operation : document.findParents("operationId")) {
            JsonNode response = resolve(operation.get("responses").get(status));
            boolean ours = response != null
                    && response.has("content")
                    && exchange.status() >= 400
                    && response.get("content").has(exchange.mediaType());
            similar = ours ? response : similar;
        }
        if (shared != null) {
            return response(shared, exchange, true);
        }
        return similar == null ? List.of() : response(similar, exchange, false);
    }

    private JsonNode resolve(JsonNode response) {
        return response != null && response.has("$ref")
                ? document.at(response.get("$ref").asString().substring(1))
                : response;
    }

    private List<String> response(JsonNode reference, Exchange exchange, boolean codes) {
        JsonNode response = resolve(reference);
        List<String> problems = new ArrayList<>();
        checkHeaders(response.get("headers"), exchange, problems);
        JsonNode content = response.get("content");
        if (exchange.method().equals("HEAD") || content == null) {
            return exchange.body().isEmpty() ? problems : plus(problems, "a body is not declared");
        }
        JsonNode media = content.get(String.valueOf(exchange.header("Content-Type")));
        if (media == null) {
            return plus(problems, "Content-Type " + exchange.header("Content-Type") + " is not declared");
        }
        JsonNode schema = media.get("schema");
        problems.addAll(validate(schema(closed(schema, codes)), exchange.body(), "body"));
        return problems;
    }

    private void checkHeaders(JsonNode declared, Exchange exchange, List<String> problems) {
        TreeMap<String, JsonNode> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        declared.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        exchange.headers().forEach((name, values) -> {
            JsonNode field = fields.get(name);
            if (field == null && !OF_THE_CONTAINER.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                problems.add("header " + name + " is not declared");
            } else if (field != null && values.size() != 1) {
                problems.add("header " + name + " is there more than once");
            } else if (field != null) {
                JsonNode schema = field.get("schema");
                boolean number = schema.get("type").asString().equals("integer");
                String value = number ? values.get(0) : JSON.writeValueAsString(values.get(0));
                problems.addAll(validate(schema(schema), value, "header " + name));
            }
        });
        fields.forEach((name, field) -> {
            if (field.has("required") && exchange.header(name) == null) {
                problems.add("header " + name + " is missing");
            }
        });
    }

    /** As it is, but that nothing may be there that is not declared; where codes are not known, any may be. */
    private static JsonNode closed(JsonNode schema, boolean codes) {
        JsonNode copy = schema.deepCopy();
        close(copy, codes);
        return copy;
    }

    private static void close(JsonNode schema, boolean codes) {
        if (schema instanceof ObjectNode object) {
            if (object.has("properties") && !object.has("additionalProperties")) {
                object.put("additionalProperties", false);
            }
            if (!codes) {
                object.remove("enum");
            }
        }
        schema.forEach(child -> close(child, codes));
    }

    private Schema schema(JsonNode json) {
        return schemas.computeIfAbsent(json, REGISTRY::getSchema);
    }

    private static List<String> validate(Schema schema, String json, String what) {
        JsonNode value;
        try {
            value = JSON.readTree(json);
        } catch (JacksonException e) {
            return List.of(what + " is not JSON: " + e.getOriginalMessage());
        }
        return schema
                .validate(value, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(error -> what + " " + error)
                .toList();
    }

    private static List<String> plus(List<String> problems, String one) {
        problems.add(one);
        return problems;
    }
}
