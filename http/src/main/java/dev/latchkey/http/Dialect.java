package dev.latchkey.http;

import dev.latchkey.Latchkey;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.http.internal.endpoint.DefaultKeysEndpoints;
import dev.latchkey.http.internal.endpoint.DefaultKeysJson;
import dev.latchkey.http.internal.endpoint.Endpoint;
import dev.latchkey.http.internal.endpoint.IssuedKeysEndpoints;
import dev.latchkey.http.internal.endpoint.IssuedKeysJson;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.spi.ResourceDirectory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A dialect and its place. */
sealed interface Dialect {
    /** Returns the path below which the endpoints are. */
    String base();

    List<Endpoint> endpoints(
            Latchkey latchkey,
            ResourceDirectory directory,
            ApiErrors errors,
            JsonCase members,
            Requirement manage,
            Permissions defaults);

    static Dialect defaultKeys(String base, @Nullable String bodyField) {
        return new Default(base, bodyField);
    }

    static Dialect issuedKeys(String base) {
        return new Issued(base);
    }

    /**
     * The dialect of default keys.
     *
     * @param base the path
     * @param bodyField the member that names a resource; null for the resource's noun and {@code Id}
     */
    record Default(String base, @Nullable String bodyField) implements Dialect {
        @Override
        public List<Endpoint> endpoints(
                Latchkey latchkey,
                ResourceDirectory directory,
                ApiErrors errors,
                JsonCase members,
                Requirement manage,
                Permissions defaults) {
            String field = bodyField == null ? members.join(errors.nouns().resource() + " id") : bodyField;
            DefaultKeysJson json = new DefaultKeysJson(errors.nouns(), members::join, field);
            return new DefaultKeysEndpoints(latchkey, directory, errors, json, base, manage, defaults).endpoints();
        }
    }

    /**
     * The dialect of issued keys.
     *
     * @param base the path
     */
    record Issued(String base) implements Dialect {
        @Override
        public List<Endpoint> endpoints(
                Latchkey latchkey,
                ResourceDirectory directory,
                ApiErrors errors,
                JsonCase members,
                Requirement manage,
                Permissions defaults) {
            IssuedKeysJson json = new IssuedKeysJson(errors.nouns(), members::join, defaults);
            return new IssuedKeysEndpoints(latchkey, directory, errors, json, base, manage).endpoints();
        }
    }
}
