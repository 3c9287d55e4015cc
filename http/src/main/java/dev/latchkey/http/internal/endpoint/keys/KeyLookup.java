package dev.latchkey.http.internal.endpoint.keys;

import dev.latchkey.Latchkey;
import dev.latchkey.core.format.Handles;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.FieldProblem;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the key that a client names by its id or by the display prefix of its lists, among all keys of one tenant. Of a
 * key that belongs to another tenant no more is read, and no more is answered, than of one that does not exist.
 *
 * @param latchkey the keys
 * @param errors the answers to what goes wrong
 */
record KeyLookup(Latchkey latchkey, ApiErrors errors) {
    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    /** A format's prefix and 8 characters of the handle. */
    private static final Pattern PREFIX = Pattern.compile("[0-9A-Za-z_]{8,28}");

    private static final int PAGE = 1000;

    public ApiKey find(String tenant, String text) {
        Optional<ApiKey> found = Optional.empty();
        if (ID.matcher(text).matches()) {
            found = latchkey.keys().find(tenant, UUID.fromString(text));
        } else if (PREFIX.matcher(text).matches()) {
            found = Optional.ofNullable(byPrefix(tenant, text));
        }
        return found.orElseThrow(() -> new ApiErrorException(errors.keyNotFound()));
    }

    /**
     * Returns the one key of this prefix; null when there is none. Refuses a prefix of several keys, in force or not:
     * to end the wrong key is worse than to ask for its id.
     */
    private @Nullable ApiKey byPrefix(String tenant, String prefix) {
        String beginning = prefix.substring(prefix.length() - Secret.SHOWN);
        if (!Handles.isWellFormed(beginning)) {
            return null;
        }
        ApiKey found = null;
        KeyQuery query = KeyQuery.of(tenant, PAGE).handle(beginning);
        boolean more = true;
        while (more) {
            Page<ListedKey> page = latchkey.keys().list(query);
            for (ListedKey listed : page.items()) {
                boolean named = listed.key().currentSecret().displayPrefix().equals(prefix);
                if (named && found != null) {
                    throw new ApiErrorException(errors.invalid("id", FieldProblem.PREFIX_OF_SEVERAL));
                }
                found = named ? listed.key() : found;
                query = query.after(listed.position());
            }
            more = page.more();
        }
        return found;
    }
}
