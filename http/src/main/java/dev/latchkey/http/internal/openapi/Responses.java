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
import dev.latchkey.http.internal.openapi.OpenApi.Described;
import dev.latchkey.http.internal.openapi.Operation.Callers;
import dev.latchkey.http.internal.openapi.Operation.More;
import dev.latchkey.http.internal.request.CredentialPlaces;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The responses of the document: what is answered when an operation is done, and the errors, which most operations
 * share.
 *
 * @param errors the host's words
 * @param credential where the key goes
 * @param format the style of errors
 * @param callerFields the fields that tell a caller about itself
 * @param tlsOnly whether credentials over clear text are refused
 */
record Responses(
        ApiErrors errors,
        CredentialPlaces credential,
        ErrorFormat format,
        List<HeaderSchema> callerFields,
        boolean tlsOnly) {
    private static final int METHOD_NOT_ALLOWED = ErrorCode.METHOD.status();

    /** Writes the responses of an operation, by status. Its own types have names that begin with the given one. */
    void write(JsonWriter json, Described endpoint, String type) {
        Operation.Done done = endpoint.operation().done();
        json.object(String.valueOf(done.status()), response -> done(response, done));
        reasons(endpoint)
                .forEach((status, reasons) -> json.object(String.valueOf(status), response -> {
                    if (isShared(endpoint, status, reasons)) {
                        refer(response, status);
                    } else {
                        JsonSchema body = own(endpoint, type, status, reasons);
                        error(response, status, body, endpoint.operation().more());
                    }
                }));
    }

    /** Refers to the response that a method has which a path lacks. */
    void writeMethodNotAllowed(JsonWriter json) {
        refer(json, METHOD_NOT_ALLOWED);
    }

    /** Returns the statuses of which some operation has the error that all share. */
    Set<Integer> shared(List<Described> endpoints) {
        Set<Integer> statuses = new TreeSet<>(Set.of(METHOD_NOT_ALLOWED));
        endpoints.forEach(endpoint -> reasons(endpoint).forEach((status, reasons) -> {
            if (isShared(endpoint, status, reasons)) {
                statuses.add(status);
            }
        }));
        return statuses;
    }

    /** Writes the shared responses of the given statuses, by their names. */
    void define(JsonWriter json, Set<Integer> statuses) {
        statuses.forEach(
                status -> json.object(name(status), response -> error(response, status, shared(status), More.NONE)));
    }

    /** Collects the schemas of the errors that an operation shares with no other. */
    void collect(Described endpoint, String type, Consumer<JsonSchema> schemas) {
        reasons(endpoint).forEach((status, reasons) -> {
            if (!isShared(endpoint, status, reasons)) {
                schemas.accept(own(endpoint, type, status, reasons));
            }
        });
    }

    /** Returns the schema of a shared error. */
    JsonSchema shared(int status) {
        return format.schema(name(status) + "Error", status, all(status), List.of());
    }

    /** Writes the schema of a body, by media type. */
    static void content(JsonWriter json, List<String> types, JsonSchema schema) {
        json.object(
                "content",
                content -> types.forEach(type -> content.object(type, media -> media.object("schema", schema::write))));
    }

    private JsonSchema own(Described endpoint, String type, int status, Set<ErrorCode> reasons) {
        List<Property> more = endpoint.operation().more().members().getOrDefault(status, List.of());
        return format.schema(type + name(status) + "Error", status, reasons, more);
    }

    /** Tells whether the errors of a status are those that all operations share. */
    private static boolean isShared(Described endpoint, int status, Set<ErrorCode> reasons) {
        More more = endpoint.operation().more();
        return reasons.equals(all(status))
                && !more.members().containsKey(status)
                && !more.headers().containsKey(status);
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

    private static void refer(JsonWriter json, int status) {
        json.text("$ref", "#/components/responses/" + name(status));
    }

    /** Returns the name of a shared response, for example {@code TooManyRequests}. */
    private static String name(int status) {
        return ErrorCode.title(status).replace(" ", "");
    }

    private void done(JsonWriter json, Operation.Done done) {
        answer(json, done.description(), Stream.concat(done.headers().stream(), callerFields.stream()));
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
        answer(json, ErrorCode.title(status), asked ? Stream.concat(own, callerFields.stream()) : own);
        content(json, List.of(format.contentType()), body);
    }

    private Stream<HeaderSchema> headers(int status) {
        HeaderSchema challenge = HeaderSchema.challenge(errors.challenge());
        return switch (status) {
            case 401 -> Stream.of(challenge);
            case 403 -> credential.bearer() ? Stream.of(challenge) : Stream.of();
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
}
