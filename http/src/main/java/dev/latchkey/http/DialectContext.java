package dev.latchkey.http;

import dev.latchkey.Latchkey;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.ClientText;
import dev.latchkey.http.internal.request.CredentialPlaces;
import dev.latchkey.http.spi.ResourceDirectory;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoints of a dialect are made of.
 *
 * @param latchkey the keys
 * @param resources the resources; null if the host has none
 * @param errors the answers to what goes wrong
 * @param credential where the key goes
 * @param client what is kept of texts of clients
 * @param members the case of the members
 * @param manage what managing needs
 * @param defaults what a new key may do for which the request names no permissions
 */
record DialectContext(
        Latchkey latchkey,
        @Nullable ResourceDirectory resources,
        ApiErrors errors,
        CredentialPlaces credential,
        ClientText client,
        JsonCase members,
        Requirement manage,
        Permissions defaults) {

    /** Returns the directory for a dialect that needs one. */
    ResourceDirectory directory(String dialect) {
        if (resources == null) {
            throw missingDirectory(dialect);
        }
        return resources;
    }

    /** Names what needs a directory, and the method that sets one. */
    static InvalidValueException missingDirectory(String user) {
        return new InvalidValueException(
                "resources",
                "must be configured for " + user + ": call LatchkeyWebBuilder.resources(ResourceDirectory)");
    }
}
