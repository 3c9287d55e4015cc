package dev.latchkey.http.internal.endpoint;

import dev.latchkey.http.internal.json.JsonWriter;
import dev.latchkey.http.spi.HeaderFields;
import dev.latchkey.http.spi.Response;
import org.jspecify.annotations.Nullable;

/** The answer of an operation that is done. No record, because it has an array. */
public final class EndpointResult {
    static final HeaderFields NO_STORE = HeaderFields.NONE.with("Cache-Control", "no-store");

    private static final String CONTENT_TYPE = "Content-Type";

    private final int status;
    private final HeaderFields fields;
    private final byte @Nullable [] json;

    private EndpointResult(int status, HeaderFields fields, byte @Nullable [] json) {
        this.status = status;
        this.fields = fields;
        this.json = json;
    }

    public static EndpointResult ok(byte[] json) {
        return new EndpointResult(200, NO_STORE, json);
    }

    public static EndpointResult created(String location, byte[] json) {
        return new EndpointResult(201, NO_STORE.with("Location", location), json);
    }

    /** Returns a result with a body. */
    public static EndpointResult of(int status, byte[] json) {
        return new EndpointResult(status, NO_STORE, json);
    }

    /** Returns this result with the entity tag of what it shows. */
    public EndpointResult tagged(String tag) {
        return new EndpointResult(status, fields.with("ETag", tag), json);
    }

    public static EndpointResult noContent() {
        return new EndpointResult(204, NO_STORE, null);
    }

    /** Makes an answer that caches may keep as its fields say; {@code json} is null for none. */
    static EndpointResult cacheable(int status, HeaderFields fields, byte @Nullable [] json) {
        return new EndpointResult(status, fields, json);
    }

    /** Returns a result that is a response already, with the type of its body. */
    public static EndpointResult whole(Response response) {
        return new EndpointResult(response.status(), response.fields(), response.body());
    }

    /** Returns this answer, and says so when an earlier request has done the work. */
    public EndpointResult replayed(boolean value) {
        return value ? new EndpointResult(status, fields.with(IdempotencyHeader.REPLAYED.name(), "true"), json) : this;
    }

    /** Returns the whole response, with the fields that every answer to the request has. */
    public Response response(HeaderFields begun) {
        HeaderFields all = begun;
        for (HeaderFields.Field field : fields.fields()) {
            all = all.with(field.name(), field.value());
        }
        if (json == null) {
            return Response.of(status, all);
        }
        boolean typed = all.value(CONTENT_TYPE).isPresent();
        return Response.of(status, typed ? all : all.with(CONTENT_TYPE, JsonWriter.TYPE), json);
    }
}
