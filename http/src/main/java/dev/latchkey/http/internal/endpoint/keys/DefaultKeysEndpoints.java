package dev.latchkey.http.internal.endpoint.keys;

import dev.latchkey.IdempotentResult;
import dev.latchkey.Latchkey;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.internal.endpoint.BodyMembers;
import dev.latchkey.http.internal.endpoint.DefaultPermissions;
import dev.latchkey.http.internal.endpoint.Endpoint;
import dev.latchkey.http.internal.endpoint.Endpoint.Call;
import dev.latchkey.http.internal.endpoint.EndpointResult;
import dev.latchkey.http.internal.endpoint.IdempotencyHeader;
import dev.latchkey.http.internal.endpoint.JsonBody;
import dev.latchkey.http.internal.endpoint.keys.DefaultKeysJson.Row;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.ClientText;
import dev.latchkey.http.internal.json.JsonObject;
import dev.latchkey.http.internal.json.JsonWriter;
import dev.latchkey.http.spi.Body;
import dev.latchkey.http.spi.Resource;
import dev.latchkey.http.spi.ResourceDirectory;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The dialect of default keys: one key per resource, one singleton per tenant; regenerated, never created.
 *
 * @param latchkey the keys
 * @param directory the resources
 * @param errors the answers to what goes wrong
 * @param client what is kept of texts of clients
 * @param json what is taken and answered
 * @param base where it is mounted
 * @param manage what managing needs
 * @param defaults what a new key may do for which the request names no permissions
 */
public record DefaultKeysEndpoints(
        Latchkey latchkey,
        ResourceDirectory directory,
        ApiErrors errors,
        ClientText client,
        DefaultKeysJson json,
        String base,
        Requirement manage,
        Permissions defaults) {
    private static final String SLOT = "default";
    private static final int PAGE = 1000;

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("GET", base, manage, this::list, json.list()),
                Endpoint.withBody("POST", base, manage, this::regenerate, json.regenerate()),
                Endpoint.of("POST", base + "/regenerate", Requirement.ANY, this::regenerateOwn, json.regenerateOwn()));
    }

    private EndpointResult list(Call call, Body body) {
        Caller caller = call.caller();
        List<Resource> resources = directory.list(caller.tenant());
        Map<String, ApiKey> keys = keysByResource(caller.tenant());
        List<ApiKey> shown = resources.stream()
                .map(resource -> keys.get(resource.id()))
                .filter(Objects::nonNull)
                .toList();
        Map<UUID, RawKey> raw = latchkey.sealedKeys().reveal(shown, caller);
        JsonObject<Row> row = json.row();
        return EndpointResult.ok(JsonWriter.array(resources, (item, resource) -> {
            ApiKey key = keys.get(resource.id());
            row.write(item, new Row(resource, key, key == null ? null : raw.get(key.id())));
        }));
    }

    private EndpointResult regenerate(Call call, Body body) {
        Caller caller = call.caller();
        String id = JsonBody.of(body, BodyMembers.of(json.bodyField()), errors, client)
                .text(json.bodyField());
        ResourceScope scope = scope(id);
        if (directory.find(caller.tenant(), id).isEmpty()) {
            throw new ApiErrorException(errors.resourceNotFound());
        }
        KeySpec slot = KeySpec.of(caller.tenant(), scope, SLOT).slot(SLOT);
        KeySpec first = slot.permissions(DefaultPermissions.of(latchkey, slot, defaults));
        return issued(
                json.ofResource(),
                IdempotencyHeader.issue(
                        call.request(),
                        errors,
                        () -> allowed(() -> latchkey.keys().regenerate(first, caller)),
                        once -> allowed(() -> latchkey.keys().once(once).regenerate(first, caller))));
    }

    /** Regenerates, unless the policy of the host does not allow a first key. */
    private <T> T allowed(Supplier<T> regenerate) {
        try {
            return regenerate.get();
        } catch (InvalidValueException e) {
            throw new ApiErrorException(errors.invalid(json.bodyField(), e));
        }
    }

    private EndpointResult regenerateOwn(Call call, Body body) {
        Caller caller = call.caller();
        if (caller.key() == null) {
            throw new ApiErrorException(errors.keyRequired());
        }
        return issued(
                json.own(),
                IdempotencyHeader.issue(
                        call.request(),
                        errors,
                        () -> latchkey.keys().regenerateOwn(caller),
                        once -> latchkey.keys().once(once).regenerateOwn(caller)));
    }

    private Map<String, ApiKey> keysByResource(String tenant) {
        Map<String, ApiKey> keys = new HashMap<>();
        KeyQuery query =
                KeyQuery.of(tenant, PAGE).slot(SLOT).aliveAt(latchkey.clock().instant());
        boolean more = true;
        while (more) {
            Page<ListedKey> page = latchkey.keys().list(query);
            for (ListedKey listed : page.items()) {
                if (listed.key().scope() instanceof ResourceScope scope) {
                    // Newest first: should a key have been replaced between two pages, the first one seen is the one in
                    // force.
                    keys.putIfAbsent(scope.resource(), listed.key());
                }
                query = query.after(listed.position());
            }
            more = page.more();
        }
        return keys;
    }

    private ResourceScope scope(String id) {
        try {
            return Scope.resource(id);
        } catch (InvalidValueException e) {
            throw new ApiErrorException(errors.invalid(json.bodyField(), e));
        }
    }

    private static EndpointResult issued(JsonObject<IdempotentResult> shape, IdempotentResult issued) {
        return EndpointResult.ok(shape.bytes(issued)).replayed(issued.repeated());
    }
}
