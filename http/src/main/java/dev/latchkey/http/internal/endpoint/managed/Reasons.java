package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.http.internal.endpoint.JsonBody;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.ClientText;
import dev.latchkey.http.internal.error.FieldProblem;

/** The reasons of changes, which are optional. */
final class Reasons {
    private static final String NONE = "no reason given";

    private Reasons() {}

    /** Returns the reason of a change, without raw keys. One that is too long is refused. */
    static String of(JsonBody sent, ApiErrors errors, ClientText client) {
        String reason = sent.optionalSecret(ManagedNames.REASON);
        if (reason != null && reason.codePointCount(0, reason.length()) > ValueSchemas.REASON) {
            throw new ApiErrorException(errors.invalid(ManagedNames.REASON, FieldProblem.TOO_LONG_REASON));
        }
        return ofRevocation(sent, client);
    }

    /** Returns a reason of any length, without raw keys. A key that must be ended is not kept alive by one. */
    static String ofRevocation(JsonBody sent, ClientText client) {
        String reason = sent.optionalSecret(ManagedNames.REASON);
        return reason == null || reason.isBlank() ? NONE : client.kept(reason);
    }
}
