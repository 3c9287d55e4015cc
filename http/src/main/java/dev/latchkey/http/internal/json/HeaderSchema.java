package dev.latchkey.http.internal.json;

/**
 * A header of an answer, as the OpenAPI document tells it.
 *
 * @param name its name
 * @param always whether every answer that names it carries it
 * @param schema its value; an integer is written in digits
 */
public record HeaderSchema(String name, boolean always, JsonSchema schema) {
    public static final HeaderSchema CACHE_CONTROL = new HeaderSchema(
            "Cache-Control",
            true,
            JsonSchema.text("Set so that no cache gives the response to others.")
                    .example("no-store"));
    public static final HeaderSchema RETRY_AFTER = new HeaderSchema(
            "Retry-After",
            true,
            JsonSchema.of("integer", "Seconds to wait before the next " + "attempt.")
                    .and(json -> json.number("minimum", 1)));
    public static final HeaderSchema ALLOW = new HeaderSchema(
            "Allow", true, JsonSchema.text("The methods of this path.").example("GET, HEAD, OPTIONS, POST"));
    public static final HeaderSchema ACCEPT = new HeaderSchema(
            "Accept",
            true,
            JsonSchema.text("The media type that a body must have.").example(JsonWriter.TYPE));
    public static final HeaderSchema LOCATION = new HeaderSchema(
            "Location",
            true,
            JsonSchema.text("The URL of the new key, where it can be " + "revoked.")
                    .and(json -> json.text("format", "uri-reference")));

    public static final HeaderSchema ETAG = new HeaderSchema(
            "ETag",
            true,
            JsonSchema.text("The version of the key, to be sent as If-Match.").example("W/\"5\""));
    public static final HeaderSchema ACCEPT_PATCH =
            new HeaderSchema("Accept-Patch", true, JsonSchema.text("The media types of a patch."));

    public static HeaderSchema challenge(String example) {
        return new HeaderSchema(
                "WWW-Authenticate",
                true,
                JsonSchema.text("A challenge as in RFC 9110.").example(example));
    }

    /** Describes a header about a rate limit. Answers for which no limit was asked do not carry it. */
    public static HeaderSchema rate(String name, JsonSchema schema) {
        return new HeaderSchema(name, false, schema);
    }

    /** Returns this header as one that only some responses have. */
    public HeaderSchema sometimes() {
        return new HeaderSchema(name, false, schema);
    }

    public void write(JsonWriter json) {
        json.text("description", schema.description());
        if (always) {
            json.bool("required", true);
        }
        json.object("schema", schema::undescribed);
    }
}
