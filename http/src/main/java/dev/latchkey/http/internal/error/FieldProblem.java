package dev.latchkey.http.internal.error;

/** What is wrong with one field of a request, in words that follow the name of the field. */
public enum FieldProblem {
    REQUIRED("is required"),
    REPEATED("must be there once"),
    UNREADABLE("could not be read"),
    NO_JSON_TYPE("must be application/json"),
    NO_JSON_OBJECT("must be one well-formed JSON object in UTF-8"),
    NO_STRING("must be a string"),
    NO_ARRAY_OF_STRINGS("must be an array of strings"),
    NO_INSTANT("must be a date and time as in RFC 3339"),
    NO_CURSOR("must come from an earlier page"),
    NO_STATUS("must be active or all"),
    OUTSIDE_1_TO_100("must be 1 to 100"),
    PREFIX_OF_SEVERAL("is the prefix of several keys: use the id of one");

    private final String words;

    FieldProblem(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
