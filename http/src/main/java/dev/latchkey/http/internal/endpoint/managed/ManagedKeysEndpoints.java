package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.IdempotentResult;
import dev.latchkey.OperatorKeys;
import dev.latchkey.Result;
import dev.latchkey.core.access.ManagementPermission;
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
import dev.latchkey.http.internal.endpoint.QueryParameters;
import dev.latchkey.http.internal.endpoint.managed.ManagedKeyJson.Shown;
import dev.latchkey.http.internal.endpoint.managed.ManagedKeyJson.View;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ErrorCode;
import dev.latchkey.http.internal.error.FieldProblem;
import dev.latchkey.http.internal.json.HeaderSchema;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.json.JsonSchema.Property;
import dev.latchkey.http.internal.openapi.Operation;
import dev.latchkey.http.internal.openapi.Operation.Callers;
import dev.latchkey.http.internal.openapi.Operation.Done;
import dev.latchkey.http.spi.Body;
import dev.latchkey.ports.query.ListedKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The endpoints that manage keys, beginning with those that read and issue keys. */
public final class ManagedKeysEndpoints {
    private final ManagedKeysHost host;
    private final ManagedNames names;
    private final String base;
    private final ManagedOperations operations;
    private final ManagedKeyJson json;
    private final KeyMembers members;

    /** Takes the choices of the host. */
    public ManagedKeysEndpoints(ManagedKeysHost host, ManagedNames names, String base, Callers callers) {
        this.host = host;
        this.names = names;
        this.base = base;
        this.operations = new ManagedOperations(names, callers);
        this.json = operations.json();
        this.members = new KeyMembers(names, host.errors());
    }

    /** Returns all endpoints. */
    public List<Endpoint> endpoints() {
        Endpoint.Managed at = new Endpoint.Managed(base);
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.add(at.get("/me", this::me, meOperation()));
        endpoints.addAll(new KeyListing(host, operations).endpoints(at));
        endpoints.add(new KeySummary(host, operations).endpoint(at));
        endpoints.add(new ResourceEndpoint(host, operations).endpoint(at));
        endpoints.add(at.post("/keys", this::issue, issueOperation()));
        endpoints.add(at.post("/keys/identify", this::identify, identifyOperation()));
        endpoints.addAll(new ManyKeysEndpoints(host, operations, members).endpoints(at));
        endpoints.addAll(new KeyHistoryEndpoints(host, operations).endpoints(at));
        endpoints.add(new PolicyEndpoint(host, operations).endpoint(at));
        endpoints.add(at.get("/keys/{id}", this::find, findOperation()));
        KeyAnswers answers = new KeyAnswers(host, operations, members);
        endpoints.addAll(new KeyChangeEndpoints(answers).endpoints(at));
        endpoints.addAll(new RotationEndpoints(answers).endpoints(at));
        return endpoints;
    }

    private EndpointResult me(Call call, Body body) {
        QueryParameters.of(call.request(), Set.of(), host.errors());
        return EndpointResult.ok(OperatorJson.of(names).bytes(call.keys().operator()));
    }

    private Operation meOperation() {
        return operations
                .open("getMe", "Get the caller")
                .says("The permissions of the caller, and the tenants whose keys it manages.")
                .done(new Done(200, "The caller.", OperatorJson.of(names).schema("An operator."), List.of()));
    }

    private EndpointResult find(Call call, Body body) {
        NamedKey named = host.requests().key(call);
        ListedKey found = host.done(call.keys().reader().find(named.tenant(), named.id()), call, json);
        View view = new View(found, now());
        return EndpointResult.ok(json.key().bytes(view)).tagged(EntityTags.of(found.key()));
    }

    private Operation findOperation() {
        return operations
                .reading("getKey", "Get a key", ManagementPermission.READ)
                .ofKey()
                .answersKey("The key.");
    }

    private EndpointResult identify(Call call, Body body) {
        QueryParameters query = host.requests().tenantQuery(call);
        JsonBody sent = JsonBody.of(body, BodyMembers.of("key").and(ManagedNames.TENANT), host.errors(), host.client());
        String named = host.requests().named(call, query, sent);
        String tenant = named == null ? null : host.requests().tenant(call, named);
        String rawKey = sent.optionalSecret("key");
        if (rawKey == null) {
            throw new ApiErrorException(host.errors().invalid("key", FieldProblem.REQUIRED));
        }
        ListedKey found = host.done(call.keys().reader().identify(tenant, rawKey), call, json);
        return EndpointResult.ok(json.key().bytes(new View(found, now()))).tagged(EntityTags.of(found.key()));
    }

    private Operation identifyOperation() {
        return operations
                .sending("identifyKey", "Find the key of a raw key", ManagementPermission.READ)
                .says("Identifies a raw key that was leaked. The raw key is not verified and "
                        + "may be made up. The audit records the request.")
                .parameters(operations.tenant())
                .reasons(ErrorCode.TENANT_NOT_FOUND, ErrorCode.KEY_NOT_FOUND)
                .body(JsonSchema.object(
                                "A raw key.",
                                List.of(
                                        new Property("key", JsonSchema.text("The raw key."), true),
                                        new Property(ManagedNames.TENANT, operations.tenantMember(), false)))
                        .closed())
                .answersKey("The key to which the raw key belongs.");
    }

    private EndpointResult issue(Call call, Body body) {
        QueryParameters query = host.requests().tenantQuery(call);
        JsonBody sent =
                JsonBody.of(body, issueMembers(), host.errors(), host.client()).withoutNulls();
        String tenant = host.requests().tenant(call, host.requests().named(call, query, sent));
        Scope scope = scope(sent.optionalText(names.resource()));
        KeySpec spec = spec(tenant, scope, sent);
        if (scope instanceof ResourceScope one && !host.hasResource(tenant, one.resource())) {
            throw new ApiErrorException(host.errors().resourceNotFound());
        }
        Duration lifetime = lifetime(sent);
        OperatorKeys keys = call.keys().once(IdempotencyHeader.read(call.request(), host.errors()));
        Result<IdempotentResult> result = members.checked(() -> keys.issue(spec, lifetime));
        IdempotentResult issued = host.done(result, call, json);
        View view = new View(call.keys().reader().listed(issued.key()), now());
        String location =
                call.request().mountPath() + base + "/keys/" + issued.key().id();
        return EndpointResult.created(location, json.shown("IssuedKey").bytes(new Shown(view, issued.rawKey())))
                .tagged(EntityTags.of(issued.key()))
                .replayed(issued.repeated());
    }

    private KeySpec spec(String tenant, Scope scope, JsonBody sent) {
        String name = sent.text(ManagedNames.NAME);
        KeySpec named = members.checked(() -> KeySpec.of(tenant, scope, name));
        Permissions permissions = sent.optionalTexts(ManagedNames.PERMISSIONS) == null
                ? DefaultPermissions.of(host.latchkey(), named, host.defaults())
                : members.permissions(sent);
        String slot = sent.optionalText(ManagedNames.SLOT);
        return members.checked(() -> {
            KeySpec granted = members.patch(sent).applyTo(named.permissions(permissions));
            KeySpec expiring = granted.expiresAt(members.expiry(sent));
            return slot == null ? expiring : expiring.slot(slot);
        });
    }

    private @Nullable Duration lifetime(JsonBody sent) {
        String lifetime = sent.optionalText(ManagedNames.LIFETIME);
        if (lifetime == null) {
            return null;
        }
        if (members.expiry(sent) != null) {
            throw new ApiErrorException(host.errors().invalid(ManagedNames.LIFETIME, FieldProblem.NOT_FOR_THIS));
        }
        Instant now = now();
        return Duration.between(now, members.after(now, ManagedNames.LIFETIME, lifetime));
    }

    private Scope scope(@Nullable String resource) {
        if (resource == null) {
            return Scope.tenant();
        }
        return members.checked(names.resource(), () -> Scope.resource(resource));
    }

    private BodyMembers issueMembers() {
        return members.known()
                .and(ManagedNames.TENANT)
                .and(names.resource(), names.nouns().resource() + " id")
                .and(ManagedNames.SLOT)
                .and(ManagedNames.LIFETIME, "ttl", "expires in");
    }

    private Operation issueOperation() {
        List<Property> own = List.of(
                new Property(ManagedNames.TENANT, operations.tenantMember(), false),
                new Property(
                        names.resource(),
                        ValueSchemas.text(
                                        "The " + names.nouns().resource()
                                                + " to which the key is bound permanently; null for the whole "
                                                + names.nouns().tenant() + ".",
                                        ValueSchemas.ID)
                                .orNull(),
                        false),
                new Property(
                        ManagedNames.SLOT,
                        ValueSchemas.text("The slot of the new key. It must never have had a key.", ValueSchemas.TEXT)
                                .orNull(),
                        false),
                new Property(
                        ManagedNames.LIFETIME,
                        ValueSchemas.duration("The lifetime, instead of " + names.expiresAt() + ".")
                                .example("P90D")
                                .orNull(),
                        false));
        return operations
                .sending("issueKey", "Issue a key", ManagementPermission.ISSUE)
                .says("The response contains the raw key, which is shown again only if a sealed copy is kept.")
                .ofTenant()
                .once()
                .handsOut()
                .reasons(
                        ErrorCode.RESOURCE_NOT_FOUND,
                        ErrorCode.SLOT_TAKEN,
                        ErrorCode.TENANT_ENDED,
                        ErrorCode.TOO_MANY_KEYS,
                        ErrorCode.CONTENDED)
                .body(JsonSchema.object(
                                "The specification of a key.",
                                Stream.concat(members.properties(true).stream(), own.stream())
                                        .toList())
                        .closed())
                .done(new Done(
                        201,
                        "The key with its raw key.",
                        json.shown("IssuedKey").schema("A key with its raw key."),
                        List.of(HeaderSchema.LOCATION, HeaderSchema.ETAG, IdempotencyHeader.REPLAYED),
                        ManagedOperations.links("/key")));
    }

    private Instant now() {
        return host.latchkey().clock().instant();
    }
}
