package dev.latchkey.http;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.LatchkeyException;
import dev.latchkey.core.RepeatedWarning;
import dev.latchkey.http.internal.endpoint.Endpoint;
import dev.latchkey.http.internal.endpoint.MediaType;
import dev.latchkey.http.internal.endpoint.ResponseFactory;
import dev.latchkey.http.internal.error.ApiError;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.spi.Body;
import dev.latchkey.http.spi.Response;

/** The work of an endpoint on a request that was let in to it. Safe for use by several threads. */
final class EndpointWork {
    private final ApiErrors errors;
    private final RepeatedWarning failures;

    EndpointWork(ApiErrors errors, RepeatedWarning failures) {
        this.errors = errors;
        this.failures = failures;
    }

    /** Asks for the body of a request to an endpoint. */
    Decision ask(Endpoint endpoint, Endpoint.Call call, Admission admission, ResponseFactory answers) {
        try {
            if (endpoint.maxBody() > 0) {
                // Before the body is asked for: a client that waits for permission to send it need not.
                MediaType.check(call.request(), endpoint.operation(), errors);
            }
        } catch (ApiErrorException e) {
            return new Decision.Respond(answers.error(of(endpoint, e.error())));
        }
        return new Decision.Endpoint(admission, endpoint.maxBody(), body -> serve(endpoint, call, body, answers));
    }

    private Response serve(Endpoint endpoint, Endpoint.Call call, Body body, ResponseFactory answers) {
        try {
            return answers.done(endpoint.handler().handle(call, body));
        } catch (ApiErrorException e) {
            return answers.error(of(endpoint, e.error()));
        } catch (InvalidValueException e) {
            // The model refuses what the endpoint let through.
            return answers.error(of(endpoint, errors.invalid(e.field(), e)));
        } catch (LatchkeyException e) {
            failures.log("an endpoint failed and answered 503", e);
            return answers.error(errors.unavailable());
        }
    }

    private static ApiError of(Endpoint endpoint, ApiError error) {
        return endpoint.isManaged() ? error.ofManagement() : error;
    }
}
