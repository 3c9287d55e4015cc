package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.core.access.KeyPolicy;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.scope.KnownPermissions;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.internal.endpoint.Endpoint;
import dev.latchkey.http.internal.endpoint.Endpoint.Call;
import dev.latchkey.http.internal.endpoint.EndpointResult;
import dev.latchkey.http.internal.endpoint.QueryParameters;
import dev.latchkey.http.internal.json.JsonObject;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.openapi.Operation;
import dev.latchkey.http.internal.openapi.Operation.Done;
import dev.latchkey.http.internal.openapi.Operation.Parameter;
import dev.latchkey.http.spi.Body;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint that tells what new keys may be.
 *
 * @param host the host
 * @param operations makes descriptions
 */
record PolicyEndpoint(ManagedKeysHost host, ManagedOperations operations) {
    private static final Duration DAY = Duration.ofDays(1);

    /**
     * What new keys may be.
     *
     * @param policy the policy
     * @param known the permissions that the host knows
     * @param defaults the permissions of keys that name none
     * @param actor who asks
     */
    private record Told(KeyPolicy policy, KnownPermissions known, Permissions defaults, Actor actor) {
        List<String> permissions() {
            List<String> names = policy.permissions().names();
            return names.isEmpty() ? known.names() : names;
        }

        boolean neverExpires() {
            return policy.lifetimes().neverExpires().contains(actor.kind());
        }
    }

    Endpoint endpoint(Endpoint.Managed at) {
        return at.get("/policy", this::policy, operation());
    }

    private EndpointResult policy(Call call, Body body) {
        String resource = operations.names().resource();
        QueryParameters query =
                QueryParameters.of(call.request(), Set.of(ManagedNames.TENANT, resource), host.errors());
        String tenant = host.requests().tenant(call, query.get(ManagedNames.TENANT));
        String named = query.get(resource);
        Scope scope = named == null
                ? Scope.tenant()
                : new KeyMembers(operations.names(), host.errors()).checked(resource, () -> Scope.resource(named));
        KnownPermissions known = host.done(call.keys().reader().knownPermissions(tenant), call, operations.json());
        KeyPolicy policy = host.latchkey().policies().of(tenant, scope);
        Permissions defaults =
                policy.defaultPermissions().equals(Permissions.NONE) ? host.defaults() : policy.defaultPermissions();
        Actor actor = call.keys().operator().actor();
        return EndpointResult.ok(json().bytes(new Told(policy, known, defaults, actor)));
    }

    private JsonObject<Told> json() {
        ManagedNames names = operations.names();
        JsonObject<Told> begun = JsonObject.<Told>of("Policy")
                .with(
                        ManagedNames.PERMISSIONS,
                        JsonSchema.array(
                                "The permissions that keys may have; empty if all may be granted.",
                                JsonSchema.text("A permission.").example("messages:send")),
                        (json, name, it) -> json.texts(name, it.permissions()))
                .with(
                        names.of("default permissions"),
                        JsonSchema.array(
                                "The permissions of a new key that is issued without permissions.",
                                JsonSchema.text("A pattern.")),
                        (json, name, it) -> json.texts(name, it.defaults().patterns()))
                .with(
                        ManagedNames.NETWORKS,
                        JsonSchema.array(
                                "The networks that contain those of each key; empty for any network. A new key that "
                                        + "names none gets these.",
                                JsonSchema.text("A network in CIDR notation.").example("10.0.0.0/8")),
                        (json, name, it) -> json.texts(
                                name,
                                it.policy().networks().stream()
                                        .map(Object::toString)
                                        .toList()));
        return lifetimes(begun)
                .with(
                        names.of("max keys"),
                        JsonSchema.of("integer", "The maximum number of live keys of the tenant; 0 for no maximum."),
                        (json, name, it) -> json.number(name, it.policy().maxKeys()))
                .with(
                        names.of("max keys per owner"),
                        JsonSchema.of("integer", "The maximum number of live keys of an owner; 0 for no maximum."),
                        (json, name, it) -> json.number(name, it.policy().maxKeysPerOwner()));
    }

    private JsonObject<Told> lifetimes(JsonObject<Told> begun) {
        ManagedNames names = operations.names();
        return begun.with(
                        names.of("default lifetime"),
                        duration("The lifetime of a new key without an expiry of its own; null for unlimited."),
                        (json, name, it) ->
                                json.text(name, text(it.policy().lifetimes().usual())))
                .with(
                        names.of("max lifetime"),
                        duration("The maximum lifetime of a key; null for no maximum."),
                        (json, name, it) ->
                                json.text(name, text(it.policy().lifetimes().max())))
                .with(
                        names.of("never expires"),
                        JsonSchema.of("boolean", "True if the caller may issue keys that never expire."),
                        (json, name, it) -> json.bool(name, it.neverExpires()))
                .with(
                        names.of("idle limit"),
                        duration("The time without use after which a key may be suspended; null for never."),
                        (json, name, it) ->
                                json.text(name, text(it.policy().lifetimes().idle())));
    }

    private static JsonSchema duration(String description) {
        return JsonSchema.text(description + " An ISO 8601 duration of days and below.")
                .example("P90D")
                .orNull();
    }

    /** Returns whole days as days, because Java would write hours. */
    private static @Nullable String text(@Nullable Duration time) {
        boolean days = time != null && time.equals(DAY.multipliedBy(time.toDays()));
        return time == null ? null : days ? "P" + time.toDays() + "D" : time.toString();
    }

    private Operation operation() {
        String noun = operations.names().nouns().resource();
        return operations
                .reading("getPolicy", "Get the policy of new keys", ManagementPermission.READ)
                .says("A change of the policy ends no key.")
                .ofTenant()
                .parameters(new Parameter(
                        "query",
                        operations.names().resource(),
                        ValueSchemas.text(
                                "The " + noun + " that keys are to be bound to; none by default.", ValueSchemas.ID)))
                .done(new Done(200, "The policy.", json().schema("The policy of new keys."), List.of()));
    }
}
