package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.IdempotentResult;
import dev.latchkey.OperatorKeys;
import dev.latchkey.Result;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.http.internal.endpoint.Endpoint.Call;
import dev.latchkey.http.internal.endpoint.EndpointResult;
import dev.latchkey.http.internal.endpoint.managed.ManagedKeyJson.Shown;
import dev.latchkey.http.internal.endpoint.managed.ManagedKeyJson.View;

/**
 * The answers about one key that a request names.
 *
 * @param host the host
 * @param operations makes descriptions
 * @param members checks values
 */
record KeyAnswers(ManagedKeysHost host, ManagedOperations operations, KeyMembers members) {
    /** A change of the key that a request names. */
    interface Change {
        Result<ApiKey> by(OperatorKeys keys, NamedKey named);
    }

    /** What an answer with a raw key is. */
    record Answer(int status, String type) {}

    EndpointResult changed(Call call, Change change) {
        NamedKey named = host.requests().key(call);
        OperatorKeys keys = expecting(call);
        ManagedKeyJson json = operations.json();
        ApiKey key = host.done(members.checked(() -> change.by(keys, named)), call, json);
        return EndpointResult.ok(json.key().bytes(view(call, key))).tagged(EntityTags.of(key));
    }

    OperatorKeys expecting(Call call) {
        return call.keys().onlyIf(EntityTags.expected(call.request(), host.errors()));
    }

    EndpointResult shown(Call call, ApiKey key, Answer answer, IdempotentResult result) {
        byte[] bytes = operations.json().shown(answer.type()).bytes(new Shown(view(call, key), result.rawKey()));
        return EndpointResult.of(answer.status(), bytes).tagged(EntityTags.of(key));
    }

    private View view(Call call, ApiKey key) {
        return new View(
                call.keys().reader().listed(key), host.latchkey().clock().instant());
    }
}
