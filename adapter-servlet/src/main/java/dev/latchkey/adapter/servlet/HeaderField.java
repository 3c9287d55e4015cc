package dev.latchkey.adapter.servlet;

/**
 * A header of an answer, as the OpenAPI document tells it.
 *
 * @param name its name
 * @param always whether every answer that names it carries it
 * @param schema its value; an integer is written in digits
 */
record HeaderField(String name, boolean always, Schema schema) {
    static final HeaderField CACHE_CONTROL = new HeaderField(
            "Cache-Control",
            true,
            Schema.text("What answers a credential is for its sender alone.").example("no-store"));
    static final HeaderField RETRY_AFTER = new HeaderField(
            "Retry-After",
            true,
            Schema.of("integer", "Seconds after which to try again.").and(json -> json.number("minimum", 1)));
    static final HeaderField ALLOW = new HeaderField(
            "Allow", true, Schema.text("The methods that there are.").example("GET, HEAD, OPTIONS, POST"));
    static final HeaderField ACCEPT =
            new HeaderField("Accept", true, Schema.text("What a body may be.").example(Json.TYPE));
    static final HeaderField LOCATION = new HeaderField(
            "Location",
            true,
            Schema.text("Where what was made can be revoked.").and(json -> json.text("format", "uri-reference")));

    static HeaderField challenge(Credential credential, String realm) {
        return new HeaderField(
                "WWW-Authenticate",
                true,
                Schema.text("How to authenticate, as in RFC 9110.")
                        .example(credential.challenge(realm, credential.isBearer() ? "invalid_token" : null)));
    }

    /** What is told of rate limits is on answers for which a limit was asked. */
    static HeaderField rate(String name, Schema schema) {
        return new HeaderField(name, false, schema);
    }

    void write(Json json) {
        json.text("description", schema.description());
        if (always) {
            json.bool("required", true);
        }
        json.object("schema", schema::undescribed);
    }
}
