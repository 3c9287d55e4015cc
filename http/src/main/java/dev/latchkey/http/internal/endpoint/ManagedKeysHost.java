package dev.latchkey.http.internal.endpoint;

import dev.latchkey.Latchkey;
import dev.latchkey.Result;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.http.internal.endpoint.Endpoint.Call;
import dev.latchkey.http.internal.endpoint.ManagedKeyJson.View;
import dev.latchkey.http.internal.endpoint.SecretJson.RotationView;
import dev.latchkey.http.internal.error.ApiError;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.ClientText;
import dev.latchkey.http.internal.error.ErrorCode;
import dev.latchkey.http.internal.error.FieldProblem;
import dev.latchkey.http.spi.ResourceDirectory;
import dev.latchkey.http.spi.TenantDirectory;
import dev.latchkey.ports.query.ListedKey;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoints of managed keys share: the host's services and directories, the tenant of a request, and the
 * errors of what was not done.
 *
 * @param latchkey the services
 * @param directory the resources of each tenant; null if the host has none
 * @param tenants the tenants
 * @param errors the errors
 * @param client what is kept of texts of clients
 * @param defaults the permissions of a new key that names none
 */
public record ManagedKeysHost(
        Latchkey latchkey,
        @Nullable ResourceDirectory directory,
        TenantDirectory tenants,
        ApiErrors errors,
        ClientText client,
        Permissions defaults) {
    static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    /** Returns the tenant that a request names, or the only one of its caller. */
    String tenant(Call call, @Nullable String sent) {
        String tenant = sent == null ? call.keys().operator().onlyTenant().orElse(null) : sent;
        if (tenant == null) {
            throw new ApiErrorException(
                    ApiError.invalid(ErrorCode.TENANT_REQUIRED, ManagedNames.TENANT, FieldProblem.REQUIRED.words()));
        }
        checkSeen(call, tenant);
        return tenant;
    }

    private void checkSeen(Call call, String tenant) {
        boolean secret = client.hasRawKey(tenant);
        if (secret || !call.keys().operator().sees(tenant) || !tenants.exists(tenant)) {
            throw new ApiErrorException(tenantNotFound());
        }
    }

    SearchParameters searchParameters(ManagedNames names) {
        return new SearchParameters(names, errors, client, latchkey.usage().isKept());
    }

    /** Tells whether a tenant has a resource. */
    boolean hasResource(String tenant, String id) {
        return directory != null && directory.find(tenant, id).isPresent();
    }

    /** Returns the tenant that the query or the body names. Of two, one that the caller does not see is not found. */
    @Nullable String named(Call call, QueryParameters query, JsonBody body) {
        String inQuery = query.get(ManagedNames.TENANT);
        String inBody = body.optionalText(ManagedNames.TENANT);
        if (inQuery != null && inBody != null && !inQuery.equals(inBody)) {
            checkSeen(call, inQuery);
            checkSeen(call, inBody);
            throw new ApiErrorException(errors.invalid(ManagedNames.TENANT, FieldProblem.OTHER_TENANT));
        }
        return inBody == null ? inQuery : inBody;
    }

    /** Returns the query of a request that takes the tenant alone. */
    QueryParameters tenantQuery(Call call) {
        return QueryParameters.of(call.request(), Set.of(ManagedNames.TENANT), errors);
    }

    /** A key that a request names: its id, and its tenant, which the request may name too. */
    record Named(String tenant, UUID id) {}

    /** Returns the key that a path names. A key of a tenant that the caller does not manage is not found. */
    Named named(Call call) {
        return named(call, tenantQuery(call));
    }

    /** Returns the key that a path names, where the query has more than the tenant. */
    Named named(Call call, QueryParameters query) {
        String tenant = query.get(ManagedNames.TENANT);
        if (tenant != null) {
            checkSeen(call, tenant);
        }
        String text = call.variables().getOrDefault(ManagedNames.ID, "");
        Optional<UUID> id = ID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
        return id.flatMap(found -> call.keys()
                        .reader()
                        .tenantOf(found)
                        .filter(owner -> tenant == null || tenant.equals(owner))
                        .map(owner -> new Named(owner, found)))
                .orElseThrow(() -> new ApiErrorException(errors.keyNotFound()));
    }

    /** Returns the value of a result, or its error. */
    <T> T done(Result<T> result, Call call, ManagedKeyJson json) {
        if (result.isDone()) {
            return result.value();
        }
        throw new ApiErrorException(error(result, call, json));
    }

    private ApiError error(Result<?> result, Call call, ManagedKeyJson json) {
        return switch (result.outcome()) {
            case DONE -> throw new IllegalArgumentException("no error: " + result.outcome());
            case NOT_FOUND -> errors.keyNotFound();
            case TENANT_NOT_FOUND -> tenantNotFound();
            case DEAD -> ApiError.of(ErrorCode.KEY_ENDED, "The key is " + ManagedKeyJson.word(result.status()));
            case FORBIDDEN -> forbidden(result);
            case REAUTHENTICATION_REQUIRED ->
                ApiError.of(ErrorCode.REAUTHENTICATION, "Authenticate again and repeat the request")
                        .with(more -> more.text(ErrorMembers.REAUTHENTICATION, result.reauthentication()));
            case STALE -> stale(result.present(), call, json);
            case NOT_REVEALABLE ->
                ApiError.of(
                        ErrorCode.NOT_REVEALABLE,
                        "No sealed copy of the raw key is kept, or the copy cannot be opened");
            case ROTATION_UNDER_WAY ->
                rotation(ErrorCode.ROTATION_UNDER_WAY, "A rotation is in progress", result.rotation(), call, json);
            case NO_ROTATION -> ApiError.of(ErrorCode.NO_ROTATION, "This rotation is not in progress");
            case NEW_SECRET_IN_USE ->
                rotation(ErrorCode.NEW_SECRET_IN_USE, "The new secret was used", result.rotation(), call, json);
            case ROTATION_ENDING ->
                rotation(
                        ErrorCode.ROTATION_ENDING,
                        "The previous secret expires too soon to be restored",
                        result.rotation(),
                        call,
                        json);
            case SLOT_TAKEN -> ApiError.of(ErrorCode.SLOT_TAKEN, "The slot already has a key, or had one before");
            case TENANT_ENDED -> ApiError.of(ErrorCode.TENANT_ENDED, "The tenant was ended and can have no new keys");
            case TOO_MANY_KEYS -> errors.tooManyKeys();
            case IDEMPOTENCY_KEY_REUSED -> errors.idempotencyReused();
            case IDEMPOTENCY_KEY_SPENT -> errors.idempotencySpent();
            case ALREADY_IMPORTED, CONTENDED -> errors.contended();
            case OVERLOADED -> errors.unavailable(result.retryAfter());
        };
    }

    /** An API key whose own secret has ended meanwhile is refused as one. */
    private ApiError forbidden(Result<?> result) {
        ApiError refused = errors.of(result.refusal());
        boolean permission = refused.code() == ErrorCode.PERMISSION;
        return permission
                ? ApiError.of(
                        ErrorCode.MANAGED_PERMISSION,
                        "A management permission is missing, or the key can do more than you may grant")
                : refused;
    }

    private ApiError tenantNotFound() {
        return ApiError.of(ErrorCode.TENANT_NOT_FOUND, "Tenant not found");
    }

    private ApiError stale(ApiKey present, Call call, ManagedKeyJson json) {
        View view =
                new View(call.keys().reader().listed(present), latchkey.clock().instant());
        return ApiError.of(ErrorCode.PRECONDITION, "The key was changed in the meantime")
                .header("ETag", EntityTags.of(present))
                .with(more -> more.object(ErrorMembers.KEY, view, json.key()::write));
    }

    private ApiError rotation(ErrorCode code, String detail, Rotation rotation, Call call, ManagedKeyJson json) {
        ApiError error = ApiError.of(code, detail);
        Named named = named(call);
        return latchkey.keys()
                .find(named.tenant(), named.id())
                .filter(key -> key.secret(rotation.newHandle()).isPresent()
                        && key.secret(rotation.previousHandle()).isPresent())
                .map(key -> new RotationView(
                        new View(new ListedKey(key, null, 0), latchkey.clock().instant()), rotation))
                .map(view -> error.with(more ->
                        more.object(ErrorMembers.ROTATION, view, json.secrets().rotation()::write)))
                .orElse(error);
    }
}
