package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Stores with one fault each in which keys they give to have their expiry recorded. */
final class BrokenExpiries {
    private BrokenExpiries() {}

    static final class FindsRecorded extends ModelStore {
        @Override
        boolean isDue(ApiKey key, Instant before) {
            return key.revocation() == null && expiry(key).isBefore(before);
        }
    }

    static final class FindsRevoked extends ModelStore {
        @Override
        boolean isDue(ApiKey key, Instant before) {
            return key.lifecycle().expiredAt() == null && expiry(key).isBefore(before);
        }
    }

    static final class FindsTooSoon extends ModelStore {
        @Override
        boolean isDue(ApiKey key, Instant before) {
            return super.isDue(key, before.plusMillis(1));
        }
    }

    static final class HidesSuspended extends ModelStore {
        @Override
        boolean isDue(ApiKey key, Instant before) {
            return key.suspension() == null && super.isDue(key, before);
        }
    }

    static final class IgnoresTheLimit extends ModelStore {
        @Override
        public synchronized List<ApiKey> expired(Instant before, int limit) {
            return super.expired(before, Integer.MAX_VALUE);
        }
    }

    static final class FindsTheLastFirst extends ModelStore {
        @Override
        public synchronized List<ApiKey> expired(Instant before, int limit) {
            List<ApiKey> all = new ArrayList<>(super.expired(before, Integer.MAX_VALUE));
            Collections.reverse(all);
            return all.stream().limit(limit).toList();
        }
    }

    static final class RecordsInSilence extends ModelStore {
        @Override
        public synchronized Reply<Replacement> replace(ApiKey next, AuditEvent event) {
            Reply<Replacement> reply = super.replace(next, event);
            events.removeIf(one -> one.action() == AuditAction.EXPIRED);
            return reply;
        }
    }

    static final class ListsRecordedAsLiving extends ModelStore {
        @Override
        public synchronized Page<ListedKey> list(KeyQuery query) {
            Instant at = query.aliveAt();
            List<ListedKey> all = super.list(new KeyQuery(query.tenant(), query.filter(), null, query.after(), 1000))
                    .items();
            return ModelLists.page(
                    all.stream()
                            .filter(listed ->
                                    at == null || !listed.key().status(at).isDead())
                            .toList(),
                    query.limit());
        }
    }
}
