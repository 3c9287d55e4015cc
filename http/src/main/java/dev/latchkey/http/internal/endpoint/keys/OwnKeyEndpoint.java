package dev.latchkey.http.internal.endpoint.keys;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.http.internal.endpoint.Endpoint;
import dev.latchkey.http.internal.endpoint.Endpoint.Call;
import dev.latchkey.http.internal.endpoint.EndpointResult;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.spi.Body;
import java.time.Clock;

/**
 * The endpoint at which any key reads what it is.
 *
 * @param clock decides what is in force
 * @param errors the answers to what goes wrong
 * @param json what is answered
 * @param path where it is mounted
 */
public record OwnKeyEndpoint(Clock clock, ApiErrors errors, OwnKeyJson json, String path) {
    public Endpoint endpoint() {
        return Endpoint.of("GET", path, Requirement.ANY, this::read, json.read());
    }

    private EndpointResult read(Call call, Body body) {
        Caller caller = call.caller();
        ApiKey key = caller.key();
        Secret secret = caller.secret();
        if (key == null || secret == null) {
            throw new ApiErrorException(errors.keyRequired());
        }
        return EndpointResult.ok(
                json.own().bytes(new OwnKeyJson.Own(key, secret, caller.permissions(), clock.instant(), call.rate())));
    }
}
