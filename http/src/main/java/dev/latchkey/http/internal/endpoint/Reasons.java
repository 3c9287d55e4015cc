package dev.latchkey.http.internal.endpoint;

import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.FieldProblem;

/** The reasons of changes, which are optional. */
final class Reasons {
    private static final String NONE = "no reason given";
    private static final int MAX = 500;

    private Reasons() {}

    static String of(JsonBody sent, ApiErrors errors) {
        String reason = sent.optionalText(ManagedNames.REASON);
        if (reason != null && reason.codePointCount(0, reason.length()) > MAX) {
            throw new ApiErrorException(errors.invalid(ManagedNames.REASON, FieldProblem.TOO_LONG_REASON));
        }
        return reason == null || reason.isBlank() ? NONE : reason;
    }
}
