package dev.latchkey.adapter.servlet;

import dev.latchkey.core.format.SecretGenerator;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;

/** By what one request is found again in logs: the id that it brought along, or a new one. Safe for use by several threads. */
final class RequestIds {
    static final String HEADER = "X-Request-Id";

    private static final String ATTRIBUTE = RequestIds.class.getName();

    /** What is safe in every log and header: an id of any other form might be made to forge a line. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,128}");

    private final SecretGenerator random = new SecretGenerator();

    static Schema schema() {
        return Schema.text("The id of the request: what was sent as " + HEADER + ", or a new one.")
                .and(json -> json.text("pattern", "^" + FORM.pattern() + "$"));
    }

    /** The same one however often it is asked for. */
    String of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String known) {
            return known;
        }
        String sent = HeaderText.single(request, HEADER);
        String id = sent != null && FORM.matcher(sent).matches()
                ? sent
                : random.id().toString();
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }
}
