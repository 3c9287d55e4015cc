package dev.latchkey.http;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.http.internal.request.HeaderValues;
import dev.latchkey.http.spi.ConsolePages;
import dev.latchkey.http.spi.OperatorResolver;
import dev.latchkey.http.spi.TenantDirectory;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The choices of a host for the endpoints that manage keys. Begin with {@link #at}:
 * {@code ManagedKeys.at("/latchkey").operators(request -> ...)}. By default nobody may call them. Immutable.
 */
public final class ManagedKeys {
    /** Where the endpoints are by default. */
    public static final String BASE = "/latchkey";

    private static final OperatorResolver NOBODY = request -> Optional.empty();
    private static final Pattern ORIGIN = Pattern.compile("https?://[^/?#@\\s]+");

    private final String base;
    private final OperatorResolver operators;
    private final boolean apiKeys;
    private final Set<String> origins;
    private final TenantDirectory tenants;
    private final @Nullable String header;
    private final @Nullable ConsolePages console;

    private ManagedKeys(
            String base,
            OperatorResolver operators,
            boolean apiKeys,
            Set<String> origins,
            TenantDirectory tenants,
            @Nullable String header,
            @Nullable ConsolePages console) {
        this.base = base;
        this.operators = operators;
        this.apiKeys = apiKeys;
        this.origins = Set.copyOf(origins);
        this.tenants = tenants;
        this.header = header;
        this.console = console;
    }

    /**
     * Mounts the endpoints below a path. Nobody may call them yet.
     *
     * @param base the path, such as {@link #BASE}
     * @return the choices
     */
    public static ManagedKeys at(String base) {
        return new ManagedKeys(base, NOBODY, false, Set.of(), tenant -> true, null, null);
    }

    /**
     * Lets operators call.
     *
     * @param resolver finds the operator of a request
     * @return new choices
     */
    public ManagedKeys operators(OperatorResolver resolver) {
        return new ManagedKeys(base, resolver, apiKeys, origins, tenants, header, console);
    }

    /**
     * Lets API keys of a whole tenant call, with the management permissions that they hold by name or by
     * {@code keys:*}. {@code *} grants none of them. A key that is only named by its id is not accepted.
     *
     * @return new choices
     */
    public ManagedKeys apiKeys() {
        return new ManagedKeys(base, operators, true, origins, tenants, header, console);
    }

    /**
     * Names the origins whose pages may send requests with an ambient credential. Defaults to the origin of the host,
     * as the address policy knows it.
     *
     * @param values origins such as {@code https://admin.example.com}, which replace the default; the port that belongs
     *     to the scheme may be there or not
     * @return new choices
     * @throws InvalidValueException if one is no origin
     */
    public ManagedKeys origins(String... values) {
        Set<String> all = new HashSet<>();
        for (String value : values) {
            if (!ORIGIN.matcher(value).matches()) {
                throw new InvalidValueException("origins", "must be a scheme, a host and an optional port");
            }
            all.add(CrossSite.origin(value));
        }
        return new ManagedKeys(base, operators, apiKeys, all, tenants, header, console);
    }

    /**
     * Tells which tenants exist. Defaults to all that an operator may manage.
     *
     * @param directory the host's directory of tenants
     * @return new choices
     */
    public ManagedKeys tenants(TenantDirectory directory) {
        return new ManagedKeys(base, operators, apiKeys, origins, directory, header, console);
    }

    /**
     * Names the header that carries the credential of operators, for the OpenAPI document alone. Defaults to none.
     *
     * @param name the name of the header
     * @return new choices
     * @throws InvalidValueException if it is no header's name
     */
    public ManagedKeys operatorHeader(String name) {
        return new ManagedKeys(base, operators, apiKeys, origins, tenants, HeaderValues.name(name), console);
    }

    /**
     * Serves pages on which people manage keys in a browser, at {@code /console} below the endpoints. The pages are
     * open to everyone and hold no data: operators see there what the endpoints answer them.
     *
     * @param pages the pages, such as those of the module {@code latchkey-console}
     * @return new choices
     */
    public ManagedKeys console(ConsolePages pages) {
        return new ManagedKeys(base, operators, apiKeys, origins, tenants, header, pages);
    }

    String base() {
        return base;
    }

    OperatorResolver operators() {
        return operators;
    }

    boolean takesApiKeys() {
        return apiKeys;
    }

    Set<String> origins() {
        return origins;
    }

    TenantDirectory tenants() {
        return tenants;
    }

    @Nullable String header() {
        return header;
    }

    /** Returns the pages; null for none. */
    @Nullable ConsolePages console() {
        if (console != null && operators == NOBODY) {
            throw new InvalidValueException(
                    "operators",
                    "must be configured for a console, because nobody could use it: "
                            + "ManagedKeys.at(...).operators(request -> ...)");
        }
        return console;
    }
}
