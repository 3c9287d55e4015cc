package dev.latchkey.contract.keystore;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.Authority;
import dev.latchkey.core.key.KeyIdentity;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.query.ListedKey;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Stores that give back something else than they were given, as columns, collations and drivers do. */
final class BrokenMemories {
    private BrokenMemories() {}

    static KeyStore toSeconds() {
        return keys(key -> new ApiKey(
                createdAt(key, key.createdAt().truncatedTo(ChronoUnit.SECONDS)),
                key.name(),
                key.authority(),
                key.suspension(),
                key.revocation(),
                key.version(),
                key.changedAt(),
                key.secrets(),
                key.rotation()));
    }

    static KeyStore cuttingNames() {
        return names(name -> name.length() <= 100 ? name : name.substring(0, 100));
    }

    static KeyStore threeBytes() {
        return names(name -> name.replaceAll("[^\\u0000-\\uffff]", "?"));
    }

    static KeyStore unescaping() {
        return names(name -> name.replace("\\\\", "\\").replace("''", "'"));
    }

    static KeyStore noneIsAll() {
        return keys(key -> key.permissions().equals(Permissions.NONE)
                ? copy(key, Permissions.ALL, key.limits(), key.secrets())
                : key);
    }

    static KeyStore limitsAsSet() {
        return keys(key -> {
            Limits limits = key.limits();
            List<RateLimit> rates = new ArrayList<>(new LinkedHashSet<>(limits.rates()));
            return copy(key, key.permissions(), new Limits(rates, limits.networks()), key.secrets());
        });
    }

    static KeyStore withoutCopies() {
        return secrets(s -> new Secret(
                s.handle(), s.prefix(), s.lastFour(), s.hash(), s.tag(), null, s.createdAt(), s.retiresAt()));
    }

    static KeyStore missingTagIsZero() {
        return secrets(s -> s.tag() != null
                ? s
                : new Secret(
                        s.handle(),
                        s.prefix(),
                        s.lastFour(),
                        s.hash(),
                        ScreeningTag.of(0),
                        s.sealedCopy(),
                        s.createdAt(),
                        s.retiresAt()));
    }

    static KeyStore secretsMadeInSeconds() {
        return secrets(s -> secret(s, s.hash(), s.createdAt().truncatedTo(ChronoUnit.SECONDS), s.retiresAt()));
    }

    static KeyStore deadlinesInSeconds() {
        return secrets(s -> secret(
                s,
                s.hash(),
                s.createdAt(),
                s.retiresAt() == null ? null : s.retiresAt().truncatedTo(ChronoUnit.SECONDS)));
    }

    static KeyStore oneHash() {
        return secrets(s -> secret(s, Keys.HASH, s.createdAt(), s.retiresAt()));
    }

    private static Secret secret(Secret s, String hash, Instant createdAt, @Nullable Instant retiresAt) {
        return new Secret(s.handle(), s.prefix(), s.lastFour(), hash, s.tag(), s.sealedCopy(), createdAt, retiresAt);
    }

    static KeyStore secretsByTime() {
        return keys(key -> {
            List<Secret> secrets = new ArrayList<>(key.secrets());
            secrets.subList(1, secrets.size())
                    .sort(Comparator.comparing(Secret::createdAt).reversed());
            return copy(key, key.permissions(), key.limits(), secrets);
        });
    }

    static KeyStore withoutSuspension() {
        return keys(key -> new ApiKey(
                key.identity(),
                key.name(),
                key.authority(),
                null,
                key.revocation(),
                key.version(),
                key.changedAt(),
                key.secrets(),
                key.rotation()));
    }

    static KeyStore withoutRotation() {
        return rotations(key -> null);
    }

    static KeyStore withoutFirstUse() {
        return rotations(key ->
                new Rotation(key.kind(), key.newHandle(), key.previousHandle(), key.startedAt(), key.grace(), null));
    }

    static KeyStore gracesInSeconds() {
        return rotations(key -> new Rotation(
                key.kind(),
                key.newHandle(),
                key.previousHandle(),
                key.startedAt(),
                key.grace().truncatedTo(ChronoUnit.SECONDS),
                key.firstUsedAt()));
    }

    private static KeyStore rotations(Function<Rotation, @Nullable Rotation> change) {
        return keys(key -> new ApiKey(
                key.identity(),
                key.name(),
                key.authority(),
                key.suspension(),
                key.revocation(),
                key.version(),
                key.changedAt(),
                key.secrets(),
                key.rotation() == null ? null : change.apply(key.rotation())));
    }

    /** The last change as the newest secret tells it. */
    static KeyStore changedWhenRotated() {
        return keys(key -> new ApiKey(
                key.identity(),
                key.name(),
                key.authority(),
                key.suspension(),
                key.revocation(),
                key.version(),
                key.currentSecret().createdAt(),
                key.secrets(),
                key.rotation()));
    }

    static KeyStore untilThisCentury() {
        Instant last = Instant.parse("2099-12-31T23:59:59.999Z");
        return keys(key -> new ApiKey(
                createdAt(key, key.createdAt().isAfter(last) ? last : key.createdAt()),
                key.name(),
                key.authority(),
                key.suspension(),
                key.revocation(),
                key.version(),
                key.changedAt(),
                key.secrets(),
                key.rotation()));
    }

    static KeyStore cuttingDetails() {
        return events(e -> new AuditEvent(
                e.keyId(),
                e.version(),
                e.tenant(),
                e.at(),
                e.action(),
                e.actor(),
                e.detail().substring(0, Math.min(4_000, e.detail().length())),
                e.changes()));
    }

    static KeyStore everybodyIsHost() {
        return events(e -> new AuditEvent(
                e.keyId(),
                e.version(),
                e.tenant(),
                e.at(),
                e.action(),
                Actor.host(e.actor().id()).from(e.actor().origin()),
                e.detail(),
                e.changes()));
    }

    /** Right only in UTC, where builds run. */
    static KeyStore localTimes() {
        return keys(key -> new ApiKey(
                createdAt(
                        key,
                        LocalDateTime.ofInstant(key.createdAt(), ZoneId.systemDefault())
                                .toInstant(ZoneOffset.UTC)),
                key.name(),
                key.authority(),
                key.suspension(),
                key.revocation(),
                key.version(),
                key.changedAt(),
                key.secrets(),
                key.rotation()));
    }

    /** Right wherever the capital of i is I. */
    static KeyStore localWords() {
        return events(e -> {
            String word = e.action().name().toLowerCase(Locale.ROOT);
            return new AuditEvent(
                    e.keyId(),
                    e.version(),
                    e.tenant(),
                    e.at(),
                    AuditAction.valueOf(word.toUpperCase(Locale.getDefault())),
                    e.actor(),
                    e.detail(),
                    e.changes());
        });
    }

    static KeyStore withoutIssuers() {
        return keys(key -> new ApiKey(
                new KeyIdentity(
                        key.id(),
                        key.tenant(),
                        key.scope(),
                        key.slot(),
                        key.identity().turn(),
                        List.of(),
                        key.createdAt()),
                key.name(),
                key.authority(),
                key.suspension(),
                key.revocation(),
                key.version(),
                key.changedAt(),
                key.secrets(),
                key.rotation()));
    }

    static KeyStore withoutMembers() {
        return events(e -> new AuditEvent(
                e.keyId(), e.version(), e.tenant(), e.at(), e.action(), e.actor(), e.detail(), List.of()));
    }

    static KeyStore withoutOrigins() {
        return events(e -> new AuditEvent(
                e.keyId(),
                e.version(),
                e.tenant(),
                e.at(),
                e.action(),
                e.actor().from(Origin.UNKNOWN),
                e.detail(),
                e.changes()));
    }

    private static KeyIdentity createdAt(ApiKey key, Instant instant) {
        return new KeyIdentity(
                key.id(),
                key.tenant(),
                key.scope(),
                key.slot(),
                key.identity().turn(),
                key.identity().issuers(),
                instant);
    }

    static ApiKey copy(ApiKey key, Permissions permissions, Limits limits, List<Secret> secrets) {
        return new ApiKey(
                key.identity(),
                key.name(),
                new Authority(permissions, limits, key.expiresAt()),
                key.suspension(),
                key.revocation(),
                key.version(),
                key.changedAt(),
                secrets,
                key.rotation() == null || !key.rotation().isOf(secrets) ? null : key.rotation());
    }

    private static KeyStore names(UnaryOperator<String> change) {
        return keys(key -> new ApiKey(
                key.identity(),
                change.apply(key.name()),
                key.authority(),
                key.suspension(),
                key.revocation(),
                key.version(),
                key.changedAt(),
                key.secrets(),
                key.rotation()));
    }

    private static KeyStore secrets(UnaryOperator<Secret> change) {
        return keys(key -> copy(
                key,
                key.permissions(),
                key.limits(),
                key.secrets().stream().map(change).toList()));
    }

    private static KeyStore keys(UnaryOperator<ApiKey> change) {
        return new ModelStore() {
            @Override
            void put(ListedKey listed, AuditEvent event) {
                super.put(new ListedKey(change.apply(listed.key()), listed.lastUsedAt(), listed.uses()), event);
            }
        };
    }

    private static KeyStore events(UnaryOperator<AuditEvent> change) {
        return new ModelStore() {
            @Override
            void put(ListedKey listed, AuditEvent event) {
                super.put(listed, change.apply(event));
            }
        };
    }
}
