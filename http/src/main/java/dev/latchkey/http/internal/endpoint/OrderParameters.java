package dev.latchkey.http.internal.endpoint;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.http.internal.error.ApiError;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.ErrorCode;
import dev.latchkey.http.internal.error.FieldProblem;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchOrder.Sort;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
        boolean created = sent.get(createdAfter()) != null || sent.get(createdBefore()) != null;
        boolean expires = sent.get(expiresAfter()) != null || sent.get(expiresBefore()) != null;
        boolean used = sent.get(usedAfter()) != null || sent.get(usedBefore()) != null;
        boolean neverExpires = isTrue(neverExpires(), sent);
        boolean neverUsed = isTrue(neverUsed(), sent);
        combinable(
                !created || sort == Sort.CREATED,
                SORT,
                "must be created or -created where " + createdAfter() + " or " + createdBefore() + " is given");
        combinable(
                !(expires || neverExpires) || sort == Sort.EXPIRES,
                SORT,
                "must be expires or -expires where " + expiresAfter() + ", " + expiresBefore() + " or " + neverExpires()
                        + " is given");
        combinable(
                !(used || neverUsed) || sort == Sort.LAST_USED,
                SORT,
                "must be lastUsed or -lastUsed where " + usedAfter() + ", " + usedBefore() + " or " + neverUsed()
                        + " is given");
        combinable(!(expires && neverExpires), neverExpires(), "cannot be combined with a range");
        combinable(!(used && neverUsed), neverUsed(), "cannot be combined with a range");
        SearchOrder order = new SearchOrder(sort, descending, null, null, neverExpires || neverUsed);
        if (used) {
            return range(order, usedAfter(), usedBefore(), name -> day(name, sent));
        }
        return expires
                ? range(order, expiresAfter(), expiresBefore(), name -> instant(name, sent))
                : created ? range(order, createdAfter(), createdBefore(), name -> instant(name, sent)) : order;
    }

    private SearchOrder range(
            SearchOrder order, String after, String before, Function<String, @Nullable Instant> read) {
        Instant from = read.apply(after);
        Instant end = read.apply(before);
        SearchOrder begun = checked(after, () -> order.range(from, null));
        return checked(before, () -> begun.range(begun.from(), end));
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

    /** Refuses what no index serves. */
    static void combinable(boolean can, String name, String problem) {
        if (!can) {
            throw new ApiErrorException(ApiError.invalid(ErrorCode.FILTERS_NOT_COMBINABLE, name, problem));
        }
    }
}
