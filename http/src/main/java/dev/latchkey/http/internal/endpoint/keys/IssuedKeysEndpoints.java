package dev.latchkey.http.internal.endpoint.keys;

import dev.latchkey.IdempotentResult;
import dev.latchkey.Latchkey;
import dev.latchkey.Result;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.internal.endpoint.DefaultPermissions;
import dev.latchkey.http.internal.endpoint.Endpoint;
import dev.latchkey.http.internal.endpoint.Endpoint.Call;
import dev.latchkey.http.internal.endpoint.EndpointResult;
import dev.latchkey.http.internal.endpoint.IdempotencyHeader;
import dev.latchkey.http.internal.endpoint.JsonBody;
import dev.latchkey.http.internal.endpoint.Rfc3339;
import dev.latchkey.http.internal.endpoint.keys.IssuedKeysJson.Shown;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.ClientText;
import dev.latchkey.http.internal.error.FieldProblem;
import dev.latchkey.http.spi.Body;
import dev.latchkey.http.spi.ResourceDirectory;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of the dialect of issued keys: many named keys per tenant, issued and revoked, shown once.
 *
 * @param latchkey the keys
 * @param directory the resources
 * @param errors the answers to what goes wrong
 * @param client what is kept of texts of clients
 * @param json what is taken and answered
 * @param base where it is mounted
 * @param manage what managing needs
 */
public record IssuedKeysEndpoints(
        Latchkey latchkey,
        ResourceDirectory directory,
        ApiErrors errors,
        ClientText client,
        IssuedKeysJson json,
        String base,
        Requirement manage) {
    private static final String REASON = "revoked over HTTP";

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("GET", base, manage, this::list, json.list()),
                Endpoint.withBody("POST", base, manage, this::issue, json.issue()),
                Endpoint.of("DELETE", base + "/{" + IssuedKeysJson.ID + "}", manage, this::revoke, json.revoke()));
    }

    private EndpointResult list(Call call, Body body) {
        ListParameters parameters = ListParameters.of(call.request(), errors);
        KeyQuery query = KeyQuery.of(call.caller().tenant(), parameters.limit()).after(parameters.after());
        Page<ListedKey> page = latchkey.keys()
                .list(parameters.dead() ? query : query.aliveAt(latchkey.clock().instant()));
        return EndpointResult.ok(json.page().bytes(page));
    }

    private EndpointResult issue(Call call, Body body) {
        JsonBody members = JsonBody.of(body, json.members(), errors, client);
        String tenant = call.caller().tenant();
        Scope scope = scope(members.optionalText(json.resourceId()));
        String keyName = members.text(IssuedKeysJson.NAME);
        KeySpec named = checked(IssuedKeysJson.NAME, () -> KeySpec.of(tenant, scope, keyName));
        List<String> scopes = members.optionalTexts(IssuedKeysJson.SCOPES);
        Permissions permissions = scopes == null
                ? DefaultPermissions.of(latchkey, named, json.defaults())
                : checked(IssuedKeysJson.SCOPES, () -> Permissions.of(scopes));
        Instant expiresAt = expiry(members.optionalText(json.expiresAt()));
        KeySpec spec =
                checked(json.expiresAt(), () -> named.permissions(permissions).expiresAt(expiresAt));
        if (scope instanceof ResourceScope one
                && directory.find(tenant, one.resource()).isEmpty()) {
            throw new ApiErrorException(errors.resourceNotFound());
        }
        IdempotentResult issued = IdempotencyHeader.issue(
                call.request(),
                errors,
                () -> checked(json.expiresAt(), () -> latchkey.keys().issue(spec, call.caller())),
                once -> checked(
                        json.expiresAt(), () -> latchkey.keys().once(once).issue(spec, call.caller())));
        String location = call.request().mountPath() + base + "/" + issued.key().id();
        Shown shown = new Shown(issued.key(), null, issued.rawKey());
        return EndpointResult.created(location, json.issued().bytes(shown)).replayed(issued.repeated());
    }

    private EndpointResult revoke(Call call, Body body) {
        String text = call.variables().getOrDefault(IssuedKeysJson.ID, "");
        ApiKey key = new KeyLookup(latchkey, errors).find(call.caller().tenant(), text);
        Result<ApiKey> result = latchkey.keys()
                .revoke(key.tenant(), key.id(), REASON, call.caller().actor());
        return switch (result.outcome()) {
            case DONE -> EndpointResult.noContent();
            case NOT_FOUND -> throw new ApiErrorException(errors.keyNotFound());
            case DEAD,
                    TENANT_NOT_FOUND,
                    REAUTHENTICATION_REQUIRED,
                    STALE,
                    NOT_REVEALABLE,
                    FORBIDDEN,
                    ROTATION_UNDER_WAY,
                    NO_ROTATION,
                    NEW_SECRET_IN_USE,
                    ROTATION_ENDING,
                    SLOT_TAKEN,
                    TENANT_ENDED,
                    TOO_MANY_KEYS,
                    ALREADY_IMPORTED,
                    IDEMPOTENCY_KEY_REUSED,
                    IDEMPOTENCY_KEY_SPENT,
                    CONTENDED,
                    OVERLOADED -> throw new ApiErrorException(errors.of(result));
        };
    }

    private Scope scope(@Nullable String resource) {
        return resource == null ? Scope.tenant() : checked(json.resourceId(), () -> Scope.resource(resource));
    }

    private @Nullable Instant expiry(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Instant instant = Rfc3339.parse(text);
        if (instant == null) {
            throw new ApiErrorException(errors.invalid(json.expiresAt(), FieldProblem.NO_INSTANT));
        }
        return instant;
    }

    /** Names the member as it is written here when the model refuses its value. */
    private <T> T checked(String member, Supplier<T> value) {
        try {
            return value.get();
        } catch (InvalidValueException e) {
            String named = e.field().equals("permissions") ? IssuedKeysJson.SCOPES : member;
            throw new ApiErrorException(errors.invalid(named, e));
        }
    }
}
