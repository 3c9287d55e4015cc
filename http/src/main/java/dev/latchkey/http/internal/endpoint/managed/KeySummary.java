package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.http.internal.endpoint.Endpoint;
import dev.latchkey.http.internal.endpoint.Endpoint.Call;
import dev.latchkey.http.internal.endpoint.EndpointResult;
import dev.latchkey.http.internal.json.JsonObject;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.openapi.Operation;
import dev.latchkey.http.internal.openapi.Operation.Done;
import dev.latchkey.http.spi.Body;
import dev.latchkey.ports.query.SearchFilter;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The endpoint that counts the keys of a tenant that need a look.
 *
 * @param host the host
 * @param operations makes descriptions
 */
record KeySummary(ManagedKeysHost host, ManagedOperations operations) {
    private static final int COUNTED = 1000;
    private static final String EVERYTHING = "*";
    private static final Duration SOON = Duration.ofDays(30);
    private static final Duration LONG = Duration.ofDays(90);

    /**
     * How many keys a search finds.
     *
     * @param count how many of those at which one page looks
     * @param more whether there may be more
     * @param query the query that lists them
     */
    record Count(int count, boolean more, String query) {}

    /** The numbers of keys, each where its name says. */
    record Summary(
            Count active,
            Count suspended,
            Count inactive,
            Count neverExpires,
            Count expiring,
            Count unused,
            Count previousStillUsed,
            Count everyPermission) {}

    /** Returns the endpoint. */
    Endpoint endpoint(Endpoint.Managed at) {
        return at.get("/summary", this::summary, operation());
    }

    private EndpointResult summary(Call call, Body body) {
        String tenant =
                host.requests().tenant(call, host.requests().tenantQuery(call).get(ManagedNames.TENANT));
        Instant now = host.latchkey().clock().instant();
        Instant soon = now.plus(SOON);
        SearchQuery all = SearchQuery.of(tenant, now, COUNTED);
        SearchOrder expiry = SearchOrder.by(SearchOrder.Sort.EXPIRES, false);
        OrderParameters names = host.searchParameters(operations.names()).orders();
        Instant day = now.minus(LONG).truncatedTo(ChronoUnit.DAYS);
        SearchOrder unused = SearchOrder.by(SearchOrder.Sort.LAST_USED, false).range(null, day);
        String usedBefore = names.usedBefore() + "=" + LocalDate.ofInstant(day, ZoneOffset.UTC);
        String range = names.expiresAfter() + "=" + now + "&" + names.expiresBefore() + "=" + soon;
        return EndpointResult.ok(json().bytes(new Summary(
                count(call, all.statuses(Set.of(KeyStatus.ACTIVE)), "status=active"),
                count(call, all.statuses(Set.of(KeyStatus.SUSPENDED)), "status=suspended"),
                count(call, all.statuses(EnumSet.of(KeyStatus.EXPIRED, KeyStatus.REVOKED)), "status=expired,revoked"),
                count(
                        call,
                        all.order(new SearchOrder(SearchOrder.Sort.EXPIRES, false, null, null, true)),
                        names.neverExpires() + "=true&sort=expires"),
                count(call, all.order(expiry.range(now, soon)), range + "&sort=expires"),
                count(call, all.order(unused), usedBefore + "&sort=lastUsed"),
                count(call, all.rotation(SearchQuery.RotationState.PREVIOUS_USED), "rotation=previous-used"),
                count(call, all.filter(SearchFilter.Member.PERMISSION, EVERYTHING), "permission=*"))));
    }

    private Count count(Call call, SearchQuery search, String query) {
        SearchPage page = host.done(call.keys().reader().search(search), call, operations.json());
        return new Count(page.items().size(), page.next() != null, query);
    }

    private static JsonObject<Count> count() {
        return JsonObject.<Count>of("KeyCount")
                .with(
                        "count",
                        JsonSchema.of("integer", "The number of keys that were counted, up to " + COUNTED + "."),
                        (json, name, it) -> json.number(name, it.count()))
                .with(
                        "more",
                        JsonSchema.of("boolean", "True if there may be more."),
                        (json, name, it) -> json.bool(name, it.more()))
                .with(
                        "query",
                        JsonSchema.text("The query parameters, without the tenant, that list these keys."),
                        (json, name, it) -> json.text(name, it.query()));
    }

    private JsonObject<Summary> json() {
        ManagedNames names = operations.names();
        return JsonObject.<Summary>of("KeySummary")
                .with(
                        "active",
                        count().schema("Keys that are accepted."),
                        (json, name, it) -> json.object(name, it.active(), count()::write))
                .with(
                        "suspended",
                        count().schema("Keys that are suspended."),
                        (json, name, it) -> json.object(name, it.suspended(), count()::write))
                .with(
                        "inactive",
                        count().schema("Keys that are expired or revoked."),
                        (json, name, it) -> json.object(name, it.inactive(), count()::write))
                .with(
                        names.of("never expires"),
                        count().schema("Keys that never expire."),
                        (json, name, it) -> json.object(name, it.neverExpires(), count()::write))
                .with(
                        "expiring",
                        count().schema("Keys that expire within 30 days."),
                        (json, name, it) -> json.object(name, it.expiring(), count()::write))
                .with(
                        "unused",
                        count().schema("Keys that were not used on the last 90 days, nor created on them."),
                        (json, name, it) -> json.object(name, it.unused(), count()::write))
                .with(
                        names.of("previous still used"),
                        count().schema("Keys whose previous secret was used after its rotation began."),
                        (json, name, it) -> json.object(name, it.previousStillUsed(), count()::write))
                .with(
                        names.of("every permission"),
                        count().schema("Keys that hold every permission."),
                        (json, name, it) -> json.object(name, it.everyPermission(), count()::write));
    }

    private Operation operation() {
        return operations
                .reading("getSummary", "Count the keys of a tenant", ManagementPermission.READ)
                .says("Each count examines at most " + SearchPage.MAX_ROWS + " keys.")
                .ofTenant()
                .done(new Done(
                        200,
                        "The counts.",
                        json().schema("The number of keys for each reason to review them."),
                        List.of()));
    }
}
