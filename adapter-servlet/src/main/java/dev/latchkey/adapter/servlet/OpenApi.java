package dev.latchkey.adapter.servlet;

import dev.latchkey.adapter.servlet.Operation.Parameter;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.access.Requirement.Reach;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes the OpenAPI 3.1 document of the endpoints: from the rules by which the filter lets callers in, from what each endpoint says of itself, and from the style of
 * errors. What a host's own routes answer is the host's to describe.
 *
 * @param failures the host's words, and where the key goes
 * @param shape the style of errors
 * @param endpoints what is described
 */
record OpenApi(Failures failures, ErrorShape shape, List<Endpoint> endpoints) {
    private static final String SCHEME = "apiKey";
    private static final String TAG = "API keys";
    private static final int METHOD_NOT_ALLOWED = Reason.METHOD.status();

    /**
     * The document.
     *
     * @param contextPath what is in front of every path
     */
    byte[] document(String contextPath) {
        return Json.object(json -> {
            json.text("openapi", "3.1.0");
            json.object("info", this::info);
            json.array(
                    "servers", List.of(contextPath), (server, path) -> server.text("url", path.isEmpty() ? "/" : path));
            json.array("tags", List.of(TAG), (tag, name) -> {
                tag.text("name", name);
                tag.text("description", "What manages the keys by which this API is called.");
            });
            json.array("security", List.of(SCHEME), (one, name) -> one.texts(name, List.of()));
            json.object("paths", this::paths);
            json.object("components", this::components);
        });
    }

    private void info(Json json) {
        json.text("title", TAG);
        json.text("version", "1.0.0");
        json.text(
                "description",
                "How API keys are listed, made and ended. HEAD is answered as GET without its body, OPTIONS by 204 and the header Allow, and any other method that a "
                        + "path does not have by the response that its x-other-methods names. Members that a client does not know are to be ignored, in answers as in bodies.");
    }

    private void paths(Json json) {
        Map<String, List<Endpoint>> paths = new LinkedHashMap<>();
        endpoints.forEach(
                endpoint -> paths.computeIfAbsent(endpoint.rule().path().toString(), path -> new ArrayList<>())
                        .add(endpoint));
        Set<String> ids = new HashSet<>();
        paths.forEach((path, methods) -> json.object(path, item -> {
            item.object("x-other-methods", other -> refer(other, METHOD_NOT_ALLOWED));
            methods.forEach(one -> item.object(
                    one.rule().method().toLowerCase(Locale.ROOT), operation -> operation(operation, one, ids)));
        }));
    }

    private void operation(Json json, Endpoint endpoint, Set<String> ids) {
        Operation operation = endpoint.operation();
        // A dialect may be mounted twice, but a document has each id once.
        json.text("operationId", ids.add(operation.id()) ? operation.id() : operation.id() + ids.size());
        json.text("summary", operation.summary());
        json.text("description", operation.description());
        json.texts("tags", List.of(TAG));
        if (!operation.parameters().isEmpty()) {
            json.array("parameters", operation.parameters(), OpenApi::parameter);
        }
        Schema body = operation.body();
        if (body != null) {
            json.object("requestBody", request -> {
                request.bool("required", true);
                content(request, Json.TYPE, body);
            });
        }
        json.object("responses", responses -> {
            Operation.Done done = operation.done();
            responses.object(String.valueOf(done.status()), json1 -> done(json1, done));
            reasons(endpoint)
                    .forEach((status, reasons) -> responses.object(String.valueOf(status), response -> {
                        if (reasons.equals(all(status))) {
                            refer(response, status);
                        } else {
                            failure(response, status, reasons);
                        }
                    }));
        });
    }

    private static void parameter(Json json, Parameter parameter) {
        json.text("name", parameter.name());
        json.text("in", parameter.in());
        json.text("description", parameter.schema().description());
        if (parameter.in().equals("path")) {
            json.bool("required", true);
        }
        json.object("schema", parameter.schema()::undescribed);
    }

    /** What refuses the requests of an endpoint, by status. */
    private static Map<Integer, Set<Reason>> reasons(Endpoint endpoint) {
        Set<Reason> reasons = EnumSet.of(Reason.NETWORK, Reason.RATE, Reason.UNAVAILABLE);
        reasons.addAll(all(401));
        Requirement requirement = endpoint.rule().requirement();
        if (requirement != null && requirement.reach() == Reach.TENANT) {
            reasons.add(Reason.RESOURCE_KEY);
        }
        if (requirement != null && requirement.permission() != null) {
            reasons.add(Reason.PERMISSION);
        }
        reasons.addAll(endpoint.operation().reasons());
        Map<Integer, Set<Reason>> byStatus = new TreeMap<>();
        reasons.forEach(reason -> byStatus.computeIfAbsent(reason.status(), status -> EnumSet.noneOf(Reason.class))
                .add(reason));
        return byStatus;
    }

    private static Set<Reason> all(int status) {
        EnumSet<Reason> reasons = EnumSet.allOf(Reason.class);
        reasons.removeIf(reason -> reason.status() != status);
        return reasons;
    }

    private void components(Json json) {
        json.object("securitySchemes", schemes -> schemes.object(SCHEME, failures.credential()::describe));
        Stream<Integer> statuses = Stream.concat(
                Stream.of(METHOD_NOT_ALLOWED),
                endpoints.stream()
                        .flatMap(endpoint -> reasons(endpoint).entrySet().stream()
                                .filter(one -> one.getValue().equals(all(one.getKey())))
                                .map(Map.Entry::getKey)));
        json.object(
                "responses",
                responses -> statuses.distinct()
                        .sorted()
                        .forEach(status ->
                                responses.object(name(status), response -> failure(response, status, all(status)))));
    }

    private static void refer(Json json, int status) {
        json.text("$ref", "#/components/responses/" + name(status));
    }

    /** For example {@code TooManyRequests}. */
    private static String name(int status) {
        return Reason.title(status).replace(" ", "");
    }

    private void done(Json json, Operation.Done done) {
        answer(json, done.description(), Stream.concat(done.headers().stream(), shape.rateFields().stream()));
        if (done.body() != null) {
            content(json, Json.TYPE, done.body());
        }
    }

    private void failure(Json json, int status, Set<Reason> reasons) {
        Stream<HeaderField> own = headers(status);
        boolean asked = status != METHOD_NOT_ALLOWED;
        answer(json, Reason.title(status), asked ? Stream.concat(own, shape.rateFields().stream()) : own);
        content(json, shape.contentType(), shape.schema(status, reasons));
    }

    private Stream<HeaderField> headers(int status) {
        HeaderField challenge = HeaderField.challenge(failures.credential(), failures.realm());
        return switch (status) {
            case 401 -> Stream.of(challenge);
            case 403 -> failures.credential().isBearer() ? Stream.of(challenge) : Stream.of();
            case 405 -> Stream.of(HeaderField.ALLOW);
            case 415 -> Stream.of(HeaderField.ACCEPT);
            case 429, 503 -> Stream.of(HeaderField.RETRY_AFTER);
            default -> Stream.of();
        };
    }

    private void answer(Json json, String description, Stream<HeaderField> own) {
        json.text("description", description);
        json.object("headers", headers -> {
            Stream<HeaderField> everywhere =
                    Stream.concat(Stream.of(HeaderField.CACHE_CONTROL), shape.fields().stream());
            Stream.concat(everywhere, own).forEach(field -> headers.object(field.name(), field::write));
        });
    }

    private static void content(Json json, String type, Schema schema) {
        json.object("content", content -> content.object(type, media -> media.object("schema", schema::write)));
    }
}
