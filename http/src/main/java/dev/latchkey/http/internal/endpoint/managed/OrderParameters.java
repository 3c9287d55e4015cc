package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.http.internal.endpoint.QueryParameters;
import dev.latchkey.http.internal.endpoint.Rfc3339;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.FieldProblem;
import dev.latchkey.http.internal.error.ManagedErrors;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchOrder.Sort;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a search that say in which order keys come, and within which range.
 *
 * @param names the names of the parameters
 * @param errors the errors
 */
record OrderParameters(ManagedNames names, ApiErrors errors) {
    static final String SORT = "sort";
    static final String DEFAULT_SORT = "-created";

    private static final Map<String, Sort> SORTS =
            Map.of("created", Sort.CREATED, "expires", Sort.EXPIRES, "lastUsed", Sort.LAST_USED, "name", Sort.NAME);

    String createdAfter() {
        return names.of("created after");
    }

    String createdBefore() {
        return names.of("created before");
    }

    String expiresAfter() {
        return names.of("expires after");
    }

    String expiresBefore() {
        return names.of("expires before");
    }

    String neverExpires() {
        return names.of("never expires");
    }

    String usedAfter() {
        return names.of("used after");
    }

    String usedBefore() {
        return names.of("used before");
    }

    String neverUsed() {
        return names.of("never used");
    }

    /** Returns the bounds of ranges, which are texts. */
    List<String> bounds() {
        return List.of(createdAfter(), createdBefore(), expiresAfter(), expiresBefore(), usedAfter(), usedBefore());
    }

    /** Returns what is true or false. */
    List<String> flags() {
        return List.of(neverExpires(), neverUsed());
    }

    /** Reads the order, and the range within it. */
    SearchOrder read(QueryParameters sent) {
        String given = sent.get(SORT);
        String text = given == null ? DEFAULT_SORT : given;
        boolean descending = text.startsWith("-");
        Sort sort = SORTS.get(descending ? text.substring(1) : text);
        if (sort == null) {
            throw new ApiErrorException(errors.invalid(SORT, FieldProblem.NO_SORT));
        }
        List<Range> ranges = List.of(
                new Range("created", createdAfter(), createdBefore(), null, sent, false),
                new Range(
                        "expires", expiresAfter(), expiresBefore(), neverExpires(), sent, isTrue(neverExpires(), sent)),
                new Range("lastUsed", usedAfter(), usedBefore(), neverUsed(), sent, isTrue(neverUsed(), sent)));
        ManagedErrors words = new ManagedErrors(errors);
        ranges.forEach(range -> range.checkSort(sort, words));
        ranges.forEach(range -> range.checkAlone(words));
        boolean never = ranges.stream().anyMatch(Range::isNever);
        SearchOrder order = new SearchOrder(sort, descending, null, null, never);
        return ranges.stream()
                .filter(Range::isBounded)
                .findFirst()
                .map(range -> range(order, range))
                .orElse(order);
    }

    private SearchOrder range(SearchOrder order, Range range) {
        boolean days = order.sort() == Sort.LAST_USED;
        Instant from = days ? day(range.after, range.sent) : instant(range.after, range.sent);
        Instant end = days ? day(range.before, range.sent) : instant(range.before, range.sent);
        SearchOrder begun = checked(range.after, () -> order.range(from, null));
        return checked(range.before, () -> begun.range(begun.from(), end));
    }

    private @Nullable Instant instant(String name, QueryParameters sent) {
        String text = sent.get(name);
        Instant instant = text == null ? null : Rfc3339.parse(text);
        if (text != null && instant == null) {
            throw new ApiErrorException(errors.invalid(name, FieldProblem.NO_INSTANT));
        }
        return instant;
    }

    private @Nullable Instant day(String name, QueryParameters sent) {
        String text = sent.get(name);
        Instant day = text == null ? null : Rfc3339.parseDay(text);
        if (text != null && day == null) {
            throw new ApiErrorException(errors.invalid(name, FieldProblem.NO_DAY));
        }
        return day;
    }

    private boolean isTrue(String name, QueryParameters sent) {
        String text = sent.get(name);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw new ApiErrorException(errors.invalid(name, FieldProblem.NO_BOOLEAN));
        }
        return "true".equals(text);
    }

    /** Returns what is made of a parameter, which is named if it is refused. */
    <T> T checked(String name, Supplier<T> value) {
        try {
            return value.get();
        } catch (InvalidValueException e) {
            throw new ApiErrorException(errors.invalid(name, e));
        }
    }

    /**
     * The parameters of the instants by which keys are sorted.
     *
     * @param sort what the order that they need is called
     * @param after the parameter of the first instant
     * @param before the parameter of the instant after the last
     * @param never the parameter that asks for keys without an instant; null where every key has one
     * @param sent the parameters of the request
     * @param isNever whether it asks for keys without an instant
     */
    private record Range(
            String sort,
            String after,
            String before,
            @Nullable String never,
            QueryParameters sent,
            boolean isNever) {
        boolean isBounded() {
            return sent.get(after) != null || sent.get(before) != null;
        }

        /** Refuses an order that no index serves. */
        void checkSort(Sort given, ManagedErrors words) {
            String parameters = never == null ? after + " or " + before : after + ", " + before + " or " + never;
            if ((isBounded() || isNever) && SORTS.get(sort) != given) {
                throw new ApiErrorException(words.otherSort(SORT, sort, parameters));
            }
        }

        void checkAlone(ManagedErrors words) {
            if (never != null && isBounded() && isNever) {
                throw new ApiErrorException(words.besideRange(never));
            }
        }
    }
}
