package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.Latchkey;
import dev.latchkey.Result;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.http.internal.endpoint.Endpoint.Call;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.ClientText;
import dev.latchkey.http.internal.error.ManagedErrors;
import dev.latchkey.http.spi.ResourceDirectory;
import dev.latchkey.http.spi.TenantDirectory;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoints of managed keys share: the services of the host, its directories, and the errors.
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
    /** Returns the words of errors that only the management of keys has. */
    ManagedErrors managedErrors() {
        return new ManagedErrors(errors);
    }

    /** Returns the reader of what requests name. */
    ManagedRequests requests() {
        return new ManagedRequests(tenants, errors, client);
    }

    SearchParameters searchParameters(ManagedNames names) {
        return new SearchParameters(names, errors, client, latchkey.usage().isKept());
    }

    /** Tells whether a tenant has a resource. */
    boolean hasResource(String tenant, String id) {
        return directory != null && directory.find(tenant, id).isPresent();
    }

    /** Returns the value of a result, or its error. */
    <T> T done(Result<T> result, Call call, ManagedKeyJson json) {
        if (result.isDone()) {
            return result.value();
        }
        throw new ApiErrorException(new UndoneErrors(this, call, json).of(result));
    }
}
