package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.http.internal.endpoint.Endpoint;
import dev.latchkey.http.internal.endpoint.Endpoint.Call;
import dev.latchkey.http.internal.endpoint.EndpointResult;
import dev.latchkey.http.internal.endpoint.QueryParameters;
import dev.latchkey.http.internal.endpoint.managed.EventJson.Events;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ErrorCode;
import dev.latchkey.http.internal.error.FieldProblem;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.openapi.Operation;
import dev.latchkey.http.internal.openapi.Operation.Done;
import dev.latchkey.http.internal.openapi.Operation.Parameter;
import dev.latchkey.http.spi.Body;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.TimelineEntry;
import dev.latchkey.ports.query.TimelineQuery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that tell the past of keys.
 *
 * @param host the host
 * @param operations makes descriptions
 */
record KeyHistoryEndpoints(ManagedKeysHost host, ManagedOperations operations) {
    private static final String LIMIT = "limit";
    private static final String CURSOR = "cursor";
    private static final String DAYS = "days";
    private static final Pattern LIMITS = Pattern.compile("[1-9]\\d?|100");
    private static final Pattern DAY_COUNTS = Pattern.compile("[1-9]\\d?|[123]\\d\\d|400");
    private static final int DEFAULT_LIMIT = 50;
    private static final int DEFAULT_DAYS = 30;

    List<Endpoint> endpoints(Endpoint.Managed at) {
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.add(at.get("/events", this::ofTenant, eventsOperation("listEvents", "List events", false)));
        endpoints.add(at.get(
                "/keys/{id}/events", this::ofKey, eventsOperation("listKeyEvents", "List the events of a key", true)));
        if (host.latchkey().usage().isKept()) {
            endpoints.add(at.get("/keys/{id}/usage", this::usage, usageOperation()));
        }
        return endpoints;
    }

    private EndpointResult ofTenant(Call call, Body body) {
        QueryParameters query = query(call, LIMIT, CURSOR);
        return events(call, query, host.requests().tenant(call, query.get(ManagedNames.TENANT)), null);
    }

    private EndpointResult ofKey(Call call, Body body) {
        QueryParameters query = query(call, LIMIT, CURSOR);
        NamedKey named = host.requests().key(call, query);
        return events(call, query, named.tenant(), named.id());
    }

    private QueryParameters query(Call call, String... more) {
        Set<String> known = new HashSet<>(List.of(more));
        known.add(ManagedNames.TENANT);
        return QueryParameters.of(call.request(), known, host.errors());
    }

    private EndpointResult events(Call call, QueryParameters query, String tenant, @Nullable UUID key) {
        int limit = number(query, LIMIT, LIMITS, DEFAULT_LIMIT, FieldProblem.OUTSIDE_1_TO_100);
        BoundCursor cursor = new BoundCursor(List.of("events", tenant, String.valueOf(key)));
        String sent = query.get(CURSOR);
        TimelineEntry.Position after = sent == null ? null : cursor.parseEvent(sent);
        if (sent != null && after == null) {
            throw new ApiErrorException(host.managedErrors().invalidCursor(CURSOR));
        }
        TimelineQuery asked = new TimelineQuery(tenant, key, after, limit);
        Page<TimelineEntry> page = host.done(call.keys().reader().events(asked), call, operations.json());
        List<TimelineEntry> items = page.items();
        String next = page.more() && !items.isEmpty()
                ? cursor.of(items.get(items.size() - 1).position())
                : null;
        Events events = new Events(items, next, host.latchkey().audit().sources());
        return EndpointResult.ok(EventJson.page(operations.names()).bytes(events));
    }

    private int number(QueryParameters query, String name, Pattern form, int usual, FieldProblem problem) {
        String sent = query.get(name);
        if (sent != null && !form.matcher(sent).matches()) {
            throw new ApiErrorException(host.errors().invalid(name, problem));
        }
        return sent == null ? usual : Integer.parseInt(sent);
    }

    private Operation eventsOperation(String id, String summary, boolean ofKey) {
        ManagedOperations.Builder begun = operations.reading(id, summary, ManagementPermission.AUDIT);
        return (ofKey ? begun.ofKey() : begun.ofTenant())
                .says("Lists changes, reveals and refusals of proven keys, newest first.")
                .says("Refusals are written some seconds late, so a walk through the pages can miss some.")
                .reasons(ErrorCode.CURSOR_INVALID)
                .parameters(
                        new Parameter(
                                "query",
                                LIMIT,
                                JsonSchema.of("integer", "The maximum number of events in the page.")
                                        .between("minimum", 1, "maximum", 100)
                                        .and(json -> json.number("default", DEFAULT_LIMIT))),
                        ValueSchemas.cursor("The cursor of the previous page."))
                .done(new Done(
                        200,
                        "A page of events.",
                        EventJson.page(operations.names()).schema("A page of events."),
                        List.of()));
    }

    private EndpointResult usage(Call call, Body body) {
        QueryParameters query = query(call, DAYS);
        NamedKey named = host.requests().key(call, query);
        int days = number(query, DAYS, DAY_COUNTS, DEFAULT_DAYS, FieldProblem.OUTSIDE_1_TO_400);
        KeyUsage usage =
                host.done(call.keys().reader().usage(named.tenant(), named.id(), days), call, operations.json());
        return EndpointResult.ok(UsageJson.of(operations.names()).bytes(usage));
    }

    private Operation usageOperation() {
        return operations
                .reading("getUsage", "Get the usage of a key by day", ManagementPermission.READ)
                .ofKey()
                .parameters(new Parameter(
                        "query",
                        DAYS,
                        JsonSchema.of("integer", "The number of days, up to today.")
                                .between("minimum", 1, "maximum", 400)
                                .and(json -> json.number("default", DEFAULT_DAYS))))
                .done(new Done(
                        200, "The usage.", UsageJson.of(operations.names()).schema("The usage of a key."), List.of()));
    }
}
