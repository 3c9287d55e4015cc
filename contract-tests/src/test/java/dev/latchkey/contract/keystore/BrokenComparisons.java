package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Stores that keep text as given but, like a collation, take different texts for the same. */
final class BrokenComparisons {
    private BrokenComparisons() {}

    static KeyStore ignoringCase() {
        return comparing(text -> text.toLowerCase(Locale.ROOT));
    }

    static KeyStore ignoringTrailingSpaces() {
        return comparing(String::stripTrailing);
    }

    static KeyStore normalizing() {
        return comparing(text -> Normalizer.normalize(text, Normalizer.Form.NFC));
    }

    /** Keeps text as given but, like a collation, takes different texts for the same. */
    private static KeyStore comparing(UnaryOperator<String> fold) {
        return new ModelStore() {
            @Override
            public synchronized Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
                return Reply.of(keys.values().stream()
                        .map(ListedKey::key)
                        .filter(ApiKey::occupiesSlot)
                        .filter(key -> same(key.tenant(), tenant) && same(key.slot(), slot))
                        .filter(key -> same(resource(key.scope()), resource(scope)))
                        .findFirst());
            }

            @Override
            public synchronized Page<ListedKey> list(KeyQuery query) {
                return keys.values().stream()
                        .map(listed -> listed.key().tenant())
                        .filter(tenant -> same(tenant, query.tenant()))
                        .findFirst()
                        .map(tenant -> super.list(
                                new KeyQuery(tenant, query.filter(), query.aliveAt(), query.after(), query.limit())))
                        .orElseGet(() -> super.list(query));
            }

            private boolean same(String one, String other) {
                return fold.apply(one).equals(fold.apply(other));
            }
        };
    }

    private static String resource(Scope scope) {
        return scope instanceof ResourceScope resource ? resource.resource() : "";
    }
}
