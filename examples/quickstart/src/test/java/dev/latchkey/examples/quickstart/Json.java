package dev.latchkey.examples.quickstart;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one text member of a flat JSON object. */
final class Json {
    private Json() {}

    static String text(String json, String member) {
        Matcher matcher = Pattern.compile("\"" + member + "\":\"([^\"]*)\"").matcher(json);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no " + member + " in " + json);
        }
        return matcher.group(1);
    }
}
