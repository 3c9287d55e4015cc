package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.openapi.Operation.Parameter;

/** Describes the texts of requests by patterns, as far as a pattern can. */
final class ValueSchemas {
    static final int ID = 128;
    static final int TAG = 64;
    static final int TEXT = 100;
    static final int OWNER = 255;
    static final int REASON = 500;

    private static final String CONTROLS = "\\u0000-\\u001F\\u007F-\\u009F";
    private static final String BLANKS = " \\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000";

    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final String V4 = OCTET + "(?:\\." + OCTET + "){3}(?:/(?:3[0-2]|[12]?[0-9]))?";
    private static final String V6_BITS = "(?:/(?:12[0-8]|1[01][0-9]|[1-9]?[0-9]))?";

    private static final String SECONDS = "[0-9]{1,9}(?:\\.[0-9]{1,9})?S";
    private static final String MINUTES = "[0-9]{1,9}M(?:" + SECONDS + ")?";
    private static final String TIME =
            "T(?:[0-9]{1,9}H(?:" + MINUTES + "|" + SECONDS + ")?|" + MINUTES + "|" + SECONDS + ")";

    private ValueSchemas() {}

    /** Describes a text that people choose: not blank, and without control characters. */
    static JsonSchema text(String description, int most) {
        return without(description, "", most);
    }

    /** Describes a tag. */
    static JsonSchema tag(String description) {
        return without(description, ",", TAG);
    }

    private static JsonSchema without(String description, String more, int most) {
        String any = "[^" + CONTROLS + more + "]*";
        return matching(description, any + "[^" + CONTROLS + BLANKS + more + "]" + any)
                .length(1, most);
    }

    /** Describes a text of which all must match. */
    static JsonSchema matching(String description, String pattern) {
        return JsonSchema.text(description).and(json -> json.text("pattern", "^" + pattern + "$"));
    }

    /** Describes a duration. */
    static JsonSchema duration(String description) {
        return matching(
                description + " An ISO 8601 duration of days and below.",
                "P(?:[0-9]{1,9}D(?:" + TIME + ")?|" + TIME + ")");
    }

    /** Describes a network, or one address. */
    static JsonSchema network(String description) {
        String group = "[0-9A-Fa-f]{1,4}";
        StringBuilder v6 = new StringBuilder("(?:" + group + ":){7}" + group);
        for (int before = 1; before <= 6; before++) {
            v6.append("|(?:%s:){1,%d}(?::%s){1,%d}".formatted(group, before, group, 7 - before));
        }
        v6.append("|(?:%s:){1,7}:|:(?:(?::%s){1,7}|:)".formatted(group, group));
        return matching(description, "(?:" + V4 + "|(?:" + v6 + ")" + V6_BITS + ")");
    }

    /** Describes a permission or a pattern of permissions. */
    static JsonSchema permission(String description) {
        return matching(description, "(?:\\*|[A-Za-z0-9._-]+(?::[A-Za-z0-9._-]+)*(?::\\*)?)")
                .length(1, 100);
    }

    /** Describes the id of a secret. */
    static JsonSchema secretId(String description) {
        return matching(description, "k_[0-9A-Za-z]{8,22}").example("k_abcd1234EFGH");
    }

    /** Describes the cursor of a list. */
    static Parameter cursor(String description) {
        return new Parameter("query", SearchParameters.CURSOR, cursorText(description));
    }

    /** Describes the text of a cursor. */
    static JsonSchema cursorText(String description) {
        return matching(description, "[A-Za-z0-9_-]+").length(1, 1000);
    }
}
