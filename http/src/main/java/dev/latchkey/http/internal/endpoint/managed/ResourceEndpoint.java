package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.internal.endpoint.Endpoint;
import dev.latchkey.http.internal.endpoint.Endpoint.Call;
import dev.latchkey.http.internal.endpoint.EndpointResult;
import dev.latchkey.http.internal.endpoint.QueryParameters;
import dev.latchkey.http.internal.endpoint.managed.ManagedKeyJson.View;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ErrorCode;
import dev.latchkey.http.internal.json.JsonObject;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.openapi.Operation;
import dev.latchkey.http.internal.openapi.Operation.Done;
import dev.latchkey.http.internal.openapi.Operation.Parameter;
import dev.latchkey.http.spi.Body;
import dev.latchkey.http.spi.Resource;
import dev.latchkey.http.spi.ResourceDirectory;
import dev.latchkey.http.spi.SearchableDirectory;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.SearchFilter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint that lists the resources of a tenant with their default keys.
 *
 * @param host the host
 * @param operations makes descriptions
 */
record ResourceEndpoint(ManagedKeysHost host, ManagedOperations operations) {
    /** The name of the slot of default keys. */
    static final String SLOT = "default";

    private static final String TEXT = "q";

    /**
     * A page of resources.
     *
     * @param rows the resources
     * @param own the default key of the tenant itself; null if it has none
     * @param next the cursor of the next page; null on the last one
     */
    private record Found(
            List<Row> rows, @Nullable View own, @Nullable String next) {}

    /**
     * A resource.
     *
     * @param resource the resource
     * @param key its default key; null if it has none
     */
    private record Row(Resource resource, @Nullable View key) {}

    Endpoint endpoint(Endpoint.Managed at) {
        return at.get("/resources", this::list, operation());
    }

    private EndpointResult list(Call call, Body body) {
        Set<String> known = Set.of(ManagedNames.TENANT, TEXT, SearchParameters.LIMIT, SearchParameters.CURSOR);
        QueryParameters query = QueryParameters.of(call.request(), known, host.errors());
        String tenant = host.requests().tenant(call, query.get(ManagedNames.TENANT));
        String text = text(query);
        int limit = host.searchParameters(operations.names()).limit(query);
        BoundCursor cursor = new BoundCursor(List.of("resources", tenant, text));
        Resource after = after(tenant, cursor, query.get(SearchParameters.CURSOR));
        // Before the directory is asked, because this refuses those that may not read.
        Scope whole = Scope.tenant();
        Map<Scope, ListedKey> own = inSlot(call, tenant, List.of(whole));
        Page<Resource> page = search(tenant, text, after, limit);
        List<Scope> scopes =
                page.items().stream().flatMap(one -> scope(one).stream()).toList();
        Map<Scope, ListedKey> keys = inSlot(call, tenant, scopes);
        Instant now = host.latchkey().clock().instant();
        List<Row> rows = page.items().stream()
                .map(one -> new Row(
                        one,
                        scope(one).map(keys::get).map(key -> new View(key, now)).orElse(null)))
                .toList();
        ListedKey first = own.get(whole);
        String next = page.more()
                ? cursor.of(page.items().get(page.items().size() - 1).id())
                : null;
        return EndpointResult.ok(json().bytes(new Found(rows, first == null ? null : new View(first, now), next)));
    }

    private String text(QueryParameters query) {
        String sent = query.get(TEXT);
        if (sent == null) {
            return "";
        }
        host.searchParameters(operations.names()).refuseRawKey(sent);
        return new KeyMembers(operations.names(), host.errors())
                .checked(TEXT, () -> new SearchFilter(SearchFilter.Member.TEXT, sent).value());
    }

    private Page<Resource> search(String tenant, String text, @Nullable Resource after, int limit) {
        ResourceDirectory directory = host.directory();
        List<Resource> found = directory == null
                ? List.of()
                : SearchableDirectory.of(directory).search(tenant, text, after, limit + 1);
        return Page.of(found, limit);
    }

    private ApiErrorException invalidCursor() {
        return new ApiErrorException(host.managedErrors().invalidCursor(SearchParameters.CURSOR));
    }

    /** Returns the resource of a cursor, where it is now. */
    private @Nullable Resource after(String tenant, BoundCursor cursor, @Nullable String sent) {
        if (sent == null) {
            return null;
        }
        String id = cursor.parseId(sent);
        ResourceDirectory directory = host.directory();
        if (id == null || directory == null) {
            throw invalidCursor();
        }
        return directory.find(tenant, id).orElseThrow(this::invalidCursor);
    }

    /** Returns the scope of keys of a resource; empty if the host's id can be that of none. */
    private static Optional<Scope> scope(Resource resource) {
        try {
            return Optional.of(Scope.resource(resource.id()));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }

    private Map<Scope, ListedKey> inSlot(Call call, String tenant, List<Scope> scopes) {
        return host.done(call.keys().reader().inSlot(tenant, SLOT, scopes), call, operations.json());
    }

    private JsonObject<Found> json() {
        ManagedKeyJson keys = operations.json();
        JsonSchema key = keys.key().schema("A managed key.");
        ManagedNames names = operations.names();
        JsonObject<Row> row = JsonObject.<Row>of("ResourceKey")
                .with(
                        names.resource(),
                        JsonSchema.text("The id of the " + names.nouns().resource() + "."),
                        (json, name, it) -> json.text(name, it.resource().id()))
                .with(
                        names.of("display name"),
                        JsonSchema.text(
                                "The display name of the " + names.nouns().resource() + "."),
                        (json, name, it) -> json.text(name, it.resource().displayName()))
                .with(
                        ErrorMembers.KEY,
                        key.orNull(),
                        (json, name, it) -> json.object(name, it.key(), keys.key()::write));
        return JsonObject.<Found>of("Resources")
                .with(
                        "data",
                        JsonSchema.array(
                                "The resources, each with its default key.",
                                row.schema("A resource and its default key.")),
                        (json, name, it) -> json.array(name, it.rows(), row::write))
                .with("own", key.orNull(), (json, name, it) -> json.object(name, it.own(), keys.key()::write))
                .with(
                        names.of("next cursor"),
                        JsonSchema.text("The cursor of the next page; null on the last one.")
                                .orNull(),
                        (json, name, it) -> json.text(name, it.next()));
    }

    private Operation operation() {
        String noun = operations.names().nouns().resource();
        return operations
                .reading("listResources", "List the resources to which keys can be bound", ManagementPermission.READ)
                .says("Lists each " + noun + " of the host's directory with its default key. The default key of the "
                        + operations.names().nouns().tenant() + " itself is on every page.")
                .ofTenant()
                .parameters(
                        new Parameter(
                                "query",
                                SearchParameters.LIMIT,
                                JsonSchema.of("integer", "The maximum number of resources in the page.")
                                        .between("minimum", 1, "maximum", 100)
                                        .and(json -> json.number("default", SearchParameters.DEFAULT_LIMIT))),
                        ValueSchemas.cursor("The cursor of the previous page, which had the same parameters."),
                        new Parameter(
                                "query",
                                TEXT,
                                ValueSchemas.text(
                                        "A prefix of the id, the label or the display name.", ValueSchemas.TEXT)))
                .reasons(ErrorCode.CURSOR_INVALID, ErrorCode.RAW_KEY_IN_QUERY)
                .done(new Done(
                        200, "A page.", json().schema("A page of resources to which keys can be bound."), List.of()));
    }
}
