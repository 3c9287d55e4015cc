package dev.latchkey.http.internal.request;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.spi.RequestHead;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names requests, so that logs can be searched for one. Safe for use by several threads. */
public final class RequestIds {
    public static final String HEADER = "X-Request-Id";

    /** The form that is safe in every log and header: an id of any other form might be made to forge a line. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,128}");

    private final SecretGenerator random = new SecretGenerator();

    public static JsonSchema schema() {
        return JsonSchema.text("The id of the request: what was sent as " + HEADER + ", or a new one.")
                .and(json -> json.text("pattern", "^" + FORM.pattern() + "$"));
    }

    /** Returns a new id. */
    public String fresh() {
        return random.id().toString();
    }

    /** Returns a caller with the id of its request, so that the audit can be compared with logs and answers. */
    public static Caller on(Caller caller, @Nullable String requestId) {
        return caller.from(caller.origin().requestId(requestId));
    }

    /** Returns the id that the request brings; null if it brings none of a safe form. */
    public static @Nullable String sent(RequestHead request) {
        String sent = HeaderValues.single(request, HEADER);
        return sent != null && FORM.matcher(sent).matches() ? sent : null;
    }
}
