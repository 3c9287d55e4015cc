package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.http.internal.endpoint.BodyMembers;
import dev.latchkey.http.internal.endpoint.JsonBody;
import dev.latchkey.http.internal.endpoint.QueryParameters;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.ClientText;
import dev.latchkey.http.internal.error.FieldProblem;
import dev.latchkey.http.internal.error.ManagedErrors;
import dev.latchkey.http.spi.RequestHead;
import dev.latchkey.ports.query.SearchFilter;
import dev.latchkey.ports.query.SearchFilter.Member;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchOrder.Sort;
import dev.latchkey.ports.query.SearchQuery;
import dev.latchkey.ports.query.SearchQuery.RotationState;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a search among keys: a query has them, or a body as its members.
 *
 * @param names the names of the parameters
 * @param errors the errors
 * @param client knows raw keys
 * @param usage whether the store keeps the usage of keys by day, so that it can be asked for
 */
record SearchParameters(ManagedNames names, ApiErrors errors, ClientText client, boolean usage) {
    static final String LIMIT = "limit";
    static final String CURSOR = "cursor";
    static final String STATUS = "status";
    static final String ROTATION = "rotation";
    static final String SORT = OrderParameters.SORT;
    static final String TAG = "tag";
    static final String PERMISSION = "permission";
    static final String TEXT = "q";
    static final String USAGE = "usage";
    static final int DEFAULT_LIMIT = 50;

    private static final String ALL = "all";
    private static final Pattern DAYS = Pattern.compile("[1-9]|[12]\\d|30");
    private static final Pattern LIMITS = Pattern.compile("[1-9]\\d?|100");

    OrderParameters orders() {
        return new OrderParameters(names, errors);
    }

    String issuedBy() {
        return names.of("issued by");
    }

    /** Returns the filters of which a search has at most one. */
    private Map<String, Member> filters() {
        Map<String, Member> filters = new LinkedHashMap<>();
        filters.put(names.resource(), Member.RESOURCE);
        filters.put(ManagedNames.OWNER, Member.OWNER);
        filters.put(TAG, Member.TAG);
        filters.put(PERMISSION, Member.PERMISSION);
        filters.put(issuedBy(), Member.ISSUER);
        filters.put(TEXT, Member.TEXT);
        return filters;
    }

    private Set<String> texts() {
        Set<String> texts = new LinkedHashSet<>(List.of(STATUS, ROTATION));
        texts.addAll(filters().keySet());
        texts.addAll(orders().bounds());
        texts.addAll(List.of(SORT, CURSOR));
        return texts;
    }

    /** Reads a query. */
    QueryParameters read(RequestHead request) {
        Set<String> known = texts();
        known.addAll(List.of(ManagedNames.TENANT, LIMIT));
        known.addAll(orders().flags());
        if (usage) {
            known.add(USAGE);
        }
        return QueryParameters.of(request, known, errors);
    }

    /** Returns the members that a body may have. */
    BodyMembers members() {
        BodyMembers known = BodyMembers.of(ManagedNames.TENANT).and(LIMIT, "size", "page size");
        known = usage ? known.and(USAGE) : known;
        Set<String> others = texts();
        others.addAll(orders().flags());
        for (String other : others) {
            known = known.and(other);
        }
        return known;
    }

    /** Returns the members of a body as the parameters of a query. */
    QueryParameters of(JsonBody body) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : texts()) {
            String text = name.equals(TEXT) ? body.optionalSecret(name) : body.optionalText(name);
            if (text != null && !text.isEmpty()) {
                values.put(name, text);
            }
        }
        if (body.has(LIMIT) && !body.isNull(LIMIT)) {
            values.put(LIMIT, Long.toString(body.number(LIMIT)));
        }
        if (usage && body.has(USAGE) && !body.isNull(USAGE)) {
            values.put(USAGE, Long.toString(body.number(USAGE)));
        }
        for (String flag : orders().flags()) {
            if (body.isTrue(flag)) {
                values.put(flag, "true");
            }
        }
        return new QueryParameters(values);
    }

    /** Returns the search of the first page. */
    SearchQuery query(String tenant, QueryParameters sent, Instant now) {
        String text = sent.get(TEXT);
        if (text != null) {
            refuseRawKey(text);
        }
        List<String> filters = filters().keySet().stream()
                .filter(name -> sent.get(name) != null)
                .toList();
        SearchFilter filter = filters.isEmpty() ? null : filter(filters.get(0), sent);
        SearchQuery all = SearchQuery.of(tenant, now, limit(sent))
                .statuses(statuses(sent.get(STATUS)))
                .rotation(rotation(sent.get(ROTATION)));
        SearchOrder order = orders().read(sent);
        if (filter == null) {
            return all.order(order);
        }
        ManagedErrors words = new ManagedErrors(errors);
        if (filters.size() > 1) {
            String last = filters.get(filters.size() - 1);
            throw new ApiErrorException(
                    words.severalFilters(last, filters.get(0), filters().keySet()));
        }
        if (order.sort() != Sort.CREATED) {
            throw new ApiErrorException(words.otherSort(SORT, "created", filters.get(0)));
        }
        return all.order(order).filter(filter.member(), filter.value());
    }

    /** Refuses a text that contains what has the shape of a raw key. */
    void refuseRawKey(String text) {
        if (client.hasRawKey(text)) {
            throw new ApiErrorException(new ManagedErrors(errors).rawKeyInQuery(TEXT));
        }
    }

    private SearchFilter filter(String name, QueryParameters sent) {
        String value = String.valueOf(sent.get(name));
        Member member = filters().getOrDefault(name, Member.TEXT);
        if (member == Member.ISSUER && !ManagedRequests.ID.matcher(value).matches()) {
            throw new ApiErrorException(errors.invalid(name, FieldProblem.NO_UUID));
        }
        return orders().checked(name, () -> new SearchFilter(member, value));
    }

    int limit(QueryParameters sent) {
        String limit = sent.get(LIMIT);
        if (limit != null && !LIMITS.matcher(limit).matches()) {
            throw new ApiErrorException(errors.invalid(LIMIT, FieldProblem.OUTSIDE_1_TO_100));
        }
        return limit == null ? DEFAULT_LIMIT : Integer.parseInt(limit);
    }

    /** Returns for how many days the usage of each key is asked for; 0 if it is not. */
    int days(QueryParameters sent) {
        String days = sent.get(USAGE);
        if (days != null && !DAYS.matcher(days).matches()) {
            throw new ApiErrorException(errors.invalid(USAGE, FieldProblem.OUTSIDE_1_TO_30));
        }
        return days == null ? 0 : Integer.parseInt(days);
    }

    private Set<KeyStatus> statuses(@Nullable String text) {
        if (text == null) {
            return EnumSet.of(KeyStatus.ACTIVE, KeyStatus.SUSPENDED);
        }
        Set<KeyStatus> statuses = EnumSet.noneOf(KeyStatus.class);
        for (String word : text.split(",", -1)) {
            if (word.equals(ALL)) {
                statuses.addAll(EnumSet.allOf(KeyStatus.class));
            } else {
                statuses.add(one(KeyStatus.values(), word, STATUS, FieldProblem.NO_STATUSES));
            }
        }
        return statuses;
    }

    private @Nullable RotationState rotation(@Nullable String text) {
        return text == null ? null : one(RotationState.values(), text, ROTATION, FieldProblem.NO_ROTATION_STATE);
    }

    private <T extends Enum<T>> T one(T[] all, String word, String name, FieldProblem problem) {
        return Arrays.stream(all)
                .filter(value -> ManagedKeyJson.word(value).equals(word))
                .findFirst()
                .orElseThrow(() -> new ApiErrorException(errors.invalid(name, problem)));
    }
}
