package dev.latchkey.internal.cache;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Authority;
import dev.latchkey.core.key.KeyIdentity;
import dev.latchkey.core.key.Lifecycle;
import dev.latchkey.core.key.Provenance;
import dev.latchkey.core.key.Secret;
import dev.latchkey.ports.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What the keys of a cache have in common, once. Each read of a store makes a tenant, permissions and a maker of its
 * own, and most cached keys have those of others, which is a third of what a cache takes. Remembers a bounded number of
 * parts until {@link #clear}, none of which is secret. Safe for use by several threads.
 */
final class SharedParts {
    private static final int BITS = 12;

    /** By hash. A part takes the place of another one of the same hash. */
    private final AtomicReferenceArray<@Nullable Object> parts = new AtomicReferenceArray<>(1 << BITS);

    /** Returns an equal reply for a cache. */
    Reply<Optional<ApiKey>> compact(Reply<Optional<ApiKey>> found) {
        return found.value().isEmpty() ? found : new Reply<>(found.value().map(this::compact), found.joined());
    }

    /** Returns an equal key that shares its parts with others. */
    ApiKey compact(ApiKey key) {
        KeyIdentity identity = key.identity();
        Provenance provenance = identity.provenance();
        Instant createdAt = provenance.createdAt();
        return new ApiKey(
                new KeyIdentity(
                        identity.id(),
                        shared(identity.tenant()),
                        shared(identity.scope()),
                        sharedOrNull(identity.slot()),
                        identity.turn(),
                        new Provenance(sharedOrNull(provenance.createdBy()), provenance.issuers(), createdAt)),
                shared(key.labels()),
                authority(key.authority()),
                key.lifecycle().equals(Lifecycle.IN_FORCE) ? Lifecycle.IN_FORCE : key.lifecycle(),
                key.version(),
                same(key.changedAt(), createdAt),
                secrets(key.secrets(), createdAt),
                key.rotation());
    }

    /** Forgets all parts. */
    void clear() {
        for (int place = 0; place < parts.length(); place++) {
            parts.set(place, null);
        }
    }

    private Authority authority(Authority read) {
        // Of keys without expiry, the whole of it.
        return shared(new Authority(shared(read.permissions()), shared(read.limits()), read.expiresAt()));
    }

    private static List<Secret> secrets(List<Secret> secrets, Instant createdAt) {
        return secrets.stream()
                .map(secret -> new Secret(
                        secret.handle(),
                        secret.prefix(),
                        secret.lastFour(),
                        secret.hash(),
                        secret.tag(),
                        secret.sealedCopy(),
                        same(secret.createdAt(), createdAt),
                        secret.retiresAt()))
                .toList();
    }

    private static Instant same(Instant at, Instant known) {
        return at.equals(known) ? known : at;
    }

    private <T> @Nullable T sharedOrNull(@Nullable T part) {
        return part == null ? null : shared(part);
    }

    private <T> T shared(T part) {
        int hash = part.hashCode() * 0x9E3779B9;
        int place = hash >>> (Integer.SIZE - BITS);
        Object known = parts.get(place);
        if (part.equals(known)) {
            // Two parts are equal only if they are of one class.
            @SuppressWarnings("unchecked")
            T equal = (T) known;
            return equal;
        }
        parts.set(place, part);
        return part;
    }
}
