package dev.latchkey.http.internal.error;

/** What is wrong with one field of a request, in words that follow the name of the field. */
public enum FieldProblem {
    REQUIRED("is required"),
    REPEATED("must be sent once"),
    UNREADABLE("could not be read"),
    NO_JSON_TYPE("must be application/json"),
    NO_JSON_OBJECT("must be one well-formed JSON object in UTF-8"),
    NO_STRING("must be a string"),
    RAW_KEY("must not contain a raw key"),
    NO_ARRAY_OF_STRINGS("must be an array of strings"),
    NO_INSTANT("must be a date and time as in RFC 3339"),
    NO_DAY("must be a date as in RFC 3339"),
    NO_CURSOR("must come from an earlier page"),
    NO_STATUS("must be active or all"),
    OUTSIDE_1_TO_400("must be 1 to 400"),
    OUTSIDE_1_TO_100("must be 1 to 100"),
    OUTSIDE_1_TO_30("must be 1 to 30"),
    NULL("must not be null"),
    NO_BOOLEAN("must be true or false"),
    NO_NUMBER("must be a whole number"),
    NO_ARRAY_OF_OBJECTS("must be an array of objects"),
    NO_DURATION("must be an ISO 8601 duration of days, hours, minutes and seconds"),
    NO_SECRET_ID("must be the id of a secret"),
    NO_ENTITY_TAG("must be a list of entity tags, or *"),
    UNKNOWN_PARAMETER("has an unknown parameter"),
    BAD_ESCAPE("must have well-formed escapes"),
    OTHER_TENANT("must be the tenant of the query"),
    NO_MODE("must be now, overlap or first-use"),
    NO_STATUSES("must be active, suspended, expired, revoked or all"),
    NO_ROTATION_STATE("must be pending, overlap, previous-used or any"),
    NO_SORT("must be created, expires, lastUsed or name, with - in front for the opposite order"),
    NO_UUID("must be a UUID"),
    NOT_FOR_THIS("must not be combined with the other members"),
    TOO_LONG_REASON("must have at most 500 characters"),
    PREFIX_OF_SEVERAL("is the prefix of several keys: use the id of one");

    private final String words;

    FieldProblem(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
