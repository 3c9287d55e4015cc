package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.Result;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.http.internal.endpoint.Endpoint;
import dev.latchkey.http.internal.endpoint.Endpoint.Call;
import dev.latchkey.http.internal.endpoint.EndpointResult;
import dev.latchkey.http.internal.endpoint.JsonBody;
import dev.latchkey.http.internal.endpoint.QueryParameters;
import dev.latchkey.http.internal.endpoint.managed.ManagedKeyJson.View;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ErrorCode;
import dev.latchkey.http.internal.json.JsonObject;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.json.JsonSchema.Property;
import dev.latchkey.http.internal.openapi.Operation;
import dev.latchkey.http.internal.openapi.Operation.Done;
import dev.latchkey.http.internal.openapi.Operation.Parameter;
import dev.latchkey.http.spi.Body;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.SearchFilter;
import dev.latchkey.ports.query.SearchOrder.Sort;
import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchPosition;
import dev.latchkey.ports.query.SearchQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that list managed keys, by a query or by a body.
 *
 * @param host the host
 * @param operations makes descriptions
 */
record KeyListing(ManagedKeysHost host, ManagedOperations operations) {
    private static final String STATUS = "(?:active|suspended|expired|revoked|all)";

    /**
     * A page of keys.
     *
     * @param keys the keys
     * @param next the cursor of the next page; null on the last one
     */
    record Found(List<View> keys, @Nullable String next) {}

    /** Returns the endpoints. */
    List<Endpoint> endpoints(Endpoint.Managed at) {
        return List.of(
                at.get("/keys", this::list, listOperation()), at.post("/keys/search", this::search, searchOperation()));
    }

    private SearchParameters parameters() {
        return host.searchParameters(operations.names());
    }

    private EndpointResult list(Call call, Body body) {
        QueryParameters sent = parameters().read(call.request());
        return page(call, host.requests().tenant(call, sent.get(ManagedNames.TENANT)), sent);
    }

    private EndpointResult search(Call call, Body body) {
        QueryParameters query = host.requests().tenantQuery(call);
        JsonBody sent = JsonBody.of(body, parameters().members(), host.errors(), host.client());
        return page(
                call,
                host.requests().tenant(call, host.requests().named(call, query, sent)),
                parameters().of(sent));
    }

    private EndpointResult page(Call call, String tenant, QueryParameters sent) {
        Instant now = host.latchkey().clock().instant();
        SearchQuery query = parameters().query(tenant, sent, now);
        BoundCursor cursor = cursor(query);
        String text = sent.get(SearchParameters.CURSOR);
        SearchQuery next = text == null ? query : query.after(position(call, query, cursor.parse(text)));
        SearchPage page = host.done(call.keys().reader().search(next), call, operations.json());
        List<View> keys = views(call, page.items(), parameters().days(sent), now);
        SearchPosition last = page.next();
        return EndpointResult.ok(json().bytes(new Found(keys, last == null ? null : cursor.of(last))));
    }

    private List<View> views(Call call, List<ListedKey> found, int days, Instant now) {
        if (days == 0) {
            return found.stream().map(listed -> new View(listed, now)).toList();
        }
        Map<UUID, KeyUsage> usage = call.keys().reader().usage(found, days);
        return found.stream()
                .map(listed -> new View(
                        listed,
                        now,
                        usage.getOrDefault(listed.key().id(), KeyUsage.NONE).days()))
                .toList();
    }

    private static BoundCursor cursor(SearchQuery query) {
        SearchFilter filter = query.filter();
        return new BoundCursor(List.of(
                "keys",
                query.tenant(),
                new TreeSet<>(query.state().statuses()).toString(),
                String.valueOf(query.state().rotation()),
                filter == null ? "" : filter.member().name(),
                filter == null ? "" : filter.value(),
                query.order().toString()));
    }

    /** Returns the position of a cursor. In the order of names it is where its key is now. */
    private SearchPosition position(Call call, SearchQuery query, @Nullable SearchPosition sent) {
        Sort sort = query.order().sort();
        if (sent == null || (sort == Sort.CREATED && sent.at() == null)) {
            throw new ApiErrorException(host.managedErrors().invalidCursor(SearchParameters.CURSOR));
        }
        if (sort != Sort.NAME) {
            return sent;
        }
        Result<ListedKey> found = call.keys().reader().find(query.tenant(), sent.id());
        if (found.outcome() == Result.Outcome.NOT_FOUND) {
            throw new ApiErrorException(host.managedErrors().invalidCursor(SearchParameters.CURSOR));
        }
        return query.order().position(host.done(found, call, operations.json()));
    }

    private JsonObject<Found> json() {
        return JsonObject.<Found>of("Keys")
                .with(
                        "data",
                        JsonSchema.array("The keys.", operations.json().key().schema("A managed key.")),
                        (writer, name, found) -> writer.array(
                                name, found.keys(), operations.json().key()::write))
                .with(
                        operations.names().of("next cursor"),
                        JsonSchema.text("The cursor of the next page; null on the last one.")
                                .orNull(),
                        (writer, name, found) -> writer.text(name, found.next()));
    }

    private Operation listOperation() {
        ManagedOperations.Builder begun = operations
                .reading("listKeys", "List keys", ManagementPermission.READ)
                .ofTenant();
        for (Property one : described()) {
            begun.parameters(new Parameter("query", one.name(), one.schema()));
        }
        return listed(begun);
    }

    private Operation searchOperation() {
        List<Property> members = new ArrayList<>(described());
        members.replaceAll(one -> new Property(one.name(), one.schema().orNull(), false));
        members.add(new Property(ManagedNames.TENANT, operations.tenantMember(), false));
        return listed(operations
                .sending("searchKeys", "Search keys", ManagementPermission.READ)
                .says("Lists keys like GET, with the parameters in the body, so that access logs have no names.")
                .ofTenant()
                .body(JsonSchema.object("The parameters of the search.", members)
                        .closed()));
    }

    private Operation listed(ManagedOperations.Builder begun) {
        SearchParameters all = parameters();
        OrderParameters orders = all.orders();
        return begun.says("A page examines at most " + SearchPage.MAX_ROWS
                        + " keys, so it may be short or empty while there is a next one.")
                .says("Takes at most one of " + operations.names().resource() + ", owner, tag, permission, "
                        + all.issuedBy() + " and q, and that only in the order of creation. Takes a range only in its "
                        + "own order.")
                .says(orders.createdAfter() + " and " + orders.createdBefore() + " with sort=created or sort=-created; "
                        + orders.expiresAfter() + ", " + orders.expiresBefore() + " and " + orders.neverExpires()
                        + " with sort=expires or sort=-expires; " + orders.usedAfter() + ", " + orders.usedBefore()
                        + " and "
                        + orders.neverUsed() + " with sort=lastUsed or sort=-lastUsed.")
                .reasons(ErrorCode.CURSOR_INVALID, ErrorCode.FILTERS_NOT_COMBINABLE, ErrorCode.RAW_KEY_IN_QUERY)
                .done(new Done(200, "A page of keys.", json().schema("A page of keys."), List.of()));
    }

    private List<Property> described() {
        List<Property> described = new ArrayList<>(filters());
        if (parameters().usage()) {
            described.add(property(
                    SearchParameters.USAGE,
                    JsonSchema.of("integer", "Adds the usage of each key on this many days, up to today.")
                            .between("minimum", 1, "maximum", 30)));
        }
        return described;
    }

    private List<Property> filters() {
        SearchParameters all = parameters();
        OrderParameters orders = all.orders();
        ManagedNames names = operations.names();
        return List.of(
                property(
                        SearchParameters.LIMIT,
                        JsonSchema.of("integer", "The maximum number of keys in the page.")
                                .between("minimum", 1, "maximum", 100)
                                .and(schema -> schema.number("default", SearchParameters.DEFAULT_LIMIT))),
                property(
                        SearchParameters.CURSOR,
                        ValueSchemas.cursorText("The cursor of the previous page, which had the same parameters.")),
                property(
                        SearchParameters.STATUS,
                        ValueSchemas.matching(
                                        "active, suspended, expired, revoked or all; several are separated by commas.",
                                        STATUS + "(?:," + STATUS + ")*")
                                .and(schema -> schema.text("default", "active,suspended"))),
                property(
                        SearchParameters.ROTATION,
                        ValueSchemas.matching(
                                "Keys under rotation: pending (the new secret waits for its first use), overlap (both "
                                        + "secrets are accepted), previous-used (the previous secret was used after "
                                        + "the rotation began) or any.",
                                "(?:pending|overlap|previous-used|any)")),
                text(
                        names.resource(),
                        "Keys that are bound to this " + names.nouns().resource() + ".",
                        ValueSchemas.ID),
                text(ManagedNames.OWNER, "Keys of this owner.", ValueSchemas.OWNER),
                text(SearchParameters.TAG, "Keys with this tag.", ValueSchemas.TAG),
                property(
                        SearchParameters.PERMISSION,
                        ValueSchemas.permission("Keys that grant this permission, by itself or by a pattern.")),
                property(
                        all.issuedBy(),
                        ManagedKeyJson.uuid(
                                "The id of a key; selects the keys that it issued, directly or through other keys.")),
                text(
                        SearchParameters.TEXT,
                        "Keys whose name or display prefix begins with this, or whose secret has this id. Never a raw "
                                + "key.",
                        ValueSchemas.TEXT),
                date(orders.createdAfter(), "Keys that were created at this time or later."),
                date(orders.createdBefore(), "Keys that were created before this time."),
                date(orders.expiresAfter(), "Keys that expire at this time or later."),
                date(orders.expiresBefore(), "Keys that expire before this time."),
                property(orders.neverExpires(), JsonSchema.of("boolean", "True to list only keys that never expire.")),
                day(orders.usedAfter(), "Keys that were last used on this UTC day or later."),
                day(
                        orders.usedBefore(),
                        "Keys that were last used before this UTC day, or never and were created before it."),
                property(orders.neverUsed(), JsonSchema.of("boolean", "True to list only keys that were never used.")),
                property(
                        SearchParameters.SORT,
                        ValueSchemas.matching(
                                        "created, expires, lastUsed (by UTC day) or name; with - in front for the "
                                                + "opposite order. Keys that never expire come after all dates, and "
                                                + "keys that were never used before all days. Only the order of "
                                                + "creation is stable while keys change.",
                                        "-?(?:created|expires|lastUsed|name)")
                                .and(schema -> schema.text("default", OrderParameters.DEFAULT_SORT))));
    }

    private static Property property(String name, JsonSchema schema) {
        return new Property(name, schema, false);
    }

    private static Property text(String name, String description, int most) {
        return property(name, ValueSchemas.text(description, most));
    }

    private static Property day(String name, String description) {
        return property(name, JsonSchema.text(description).and(schema -> schema.text("format", "date")));
    }

    private static Property date(String name, String description) {
        return property(name, JsonSchema.text(description).and(schema -> schema.text("format", "date-time")));
    }
}
