package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.Result;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.http.internal.endpoint.Endpoint.Call;
import dev.latchkey.http.internal.endpoint.managed.ManagedKeyJson.View;
import dev.latchkey.http.internal.endpoint.managed.SecretJson.RotationView;
import dev.latchkey.http.internal.error.ApiError;
import dev.latchkey.ports.query.ListedKey;
import java.time.Instant;

/**
 * The errors of what an operator asked for and was not done, with the members that only managed keys have: the key or
 * the rotation that was in the way.
 *
 * @param host the host
 * @param call the request
 * @param json writes keys
 */
record UndoneErrors(ManagedKeysHost host, Call call, ManagedKeyJson json) {
    ApiError of(Result<?> result) {
        ApiError error = host.managedErrors().of(result);
        return switch (result.outcome()) {
            case REAUTHENTICATION_REQUIRED ->
                error.with(more -> more.text(ErrorMembers.REAUTHENTICATION, result.reauthentication()));
            case STALE -> stale(error, result.present());
            case ROTATION_UNDER_WAY, NEW_SECRET_IN_USE, ROTATION_ENDING -> rotation(error, result.rotation());
            default -> error;
        };
    }

    private ApiError stale(ApiError error, ApiKey present) {
        View view = new View(call.keys().reader().listed(present), now());
        return error.header("ETag", EntityTags.of(present))
                .with(more -> more.object(ErrorMembers.KEY, view, json.key()::write));
    }

    private ApiError rotation(ApiError error, Rotation rotation) {
        NamedKey named = host.requests().key(call);
        return host.latchkey()
                .keys()
                .find(named.tenant(), named.id())
                .filter(key -> key.secret(rotation.newHandle()).isPresent()
                        && key.secret(rotation.previousHandle()).isPresent())
                .map(key -> new RotationView(new View(new ListedKey(key, null, 0), now()), rotation))
                .map(view -> error.with(more ->
                        more.object(ErrorMembers.ROTATION, view, json.secrets().rotation()::write)))
                .orElse(error);
    }

    private Instant now() {
        return host.latchkey().clock().instant();
    }
}
