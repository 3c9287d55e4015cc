package dev.latchkey;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.SearchFilter;
import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchQuery;
import java.time.Instant;
import java.util.Set;
import java.util.function.Function;

/**
 * One change of the keys of an owner, each by itself with its event. A call that was cut short is repeated: what is
 * changed does not match any more. Safe for use by several threads.
 */
final class MassChange {
    private static final int PAGE = 100;

    private final KeySearch search;

    MassChange(KeySearch search) {
        this.search = search;
    }

    /** Returns the search of the keys of an owner. */
    static SearchQuery owned(String tenant, String owner, Set<KeyStatus> statuses, Instant now) {
        return SearchQuery.of(tenant, now, PAGE).statuses(statuses).filter(SearchFilter.Member.OWNER, owner);
    }

    /**
     * Changes at most {@link OperatorBulk#LIMIT} keys of a search. Repeats the search until a whole pass has
     * changed nothing, because keys may be inserted behind a pass. A key whose change is not allowed stays as it is.
     */
    OperatorBulk.Changed change(SearchQuery first, Function<ApiKey, Result<ApiKey>> change) {
        int changed = 0;
        int before;
        do {
            before = changed;
            SearchPage page;
            SearchQuery next = first;
            do {
                page = search.search(next);
                for (ListedKey listed : page.items()) {
                    if (changed == OperatorBulk.LIMIT) {
                        return new OperatorBulk.Changed(changed, true);
                    }
                    Result<ApiKey> result = change.apply(listed.key());
                    if (result.outcome() == Result.Outcome.CONTENDED) {
                        return new OperatorBulk.Changed(changed, true);
                    }
                    boolean done = result.isDone()
                            && result.value().version() > listed.key().version();
                    changed += done ? 1 : 0;
                }
                next = next.after(page.next());
            } while (page.next() != null);
        } while (changed > before);
        return new OperatorBulk.Changed(changed, false);
    }
}
