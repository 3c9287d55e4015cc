package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.http.internal.endpoint.Endpoint.Call;
import dev.latchkey.http.internal.endpoint.JsonBody;
import dev.latchkey.http.internal.endpoint.QueryParameters;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.ClientText;
import dev.latchkey.http.internal.error.FieldProblem;
import dev.latchkey.http.internal.error.ManagedErrors;
import dev.latchkey.http.spi.TenantDirectory;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The reader of what requests name that manage keys: a tenant, and a key.
 *
 * @param tenants the tenants
 * @param errors the errors
 * @param client knows raw keys
 */
record ManagedRequests(TenantDirectory tenants, ApiErrors errors, ClientText client) {
    static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    /** Returns the tenant that a request names, or the only one of its caller. */
    String tenant(Call call, @Nullable String sent) {
        String tenant = sent == null ? call.keys().operator().onlyTenant().orElse(null) : sent;
        if (tenant == null) {
            throw new ApiErrorException(new ManagedErrors(errors).tenantRequired(ManagedNames.TENANT));
        }
        checkSeen(call, tenant);
        return tenant;
    }

    private void checkSeen(Call call, String tenant) {
        boolean secret = client.hasRawKey(tenant);
        if (secret || !call.keys().operator().sees(tenant) || !tenants.exists(tenant)) {
            throw new ApiErrorException(new ManagedErrors(errors).tenantNotFound());
        }
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

    /** Returns the key that a path names. A key of a tenant that the caller does not manage is not found. */
    NamedKey key(Call call) {
        return key(call, tenantQuery(call));
    }

    /** Returns the key that a path names, where the query has more than the tenant. */
    NamedKey key(Call call, QueryParameters query) {
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
                        .map(owner -> new NamedKey(owner, found)))
                .orElseThrow(() -> new ApiErrorException(errors.keyNotFound()));
    }
}
