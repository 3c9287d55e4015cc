package dev.latchkey.contract.keystore;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.Authority;
import dev.latchkey.core.key.KeyIdentity;
import dev.latchkey.core.key.Labels;
import dev.latchkey.core.key.Lifecycle;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.MemberChange;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.Provenance;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.Revocation;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Suspension;
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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Stores that give back something else than they were given, as columns, collations and drivers do. */
final class BrokenMemories {
    private BrokenMemories() {}

    static KeyStore toSeconds() {
        return keys(key -> key.createdAt(key.identity.createdAt().truncatedTo(ChronoUnit.SECONDS)));
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
        return keys(key -> {
            if (key.authority.permissions().equals(Permissions.NONE)) {
                key.authority = new Authority(Permissions.ALL, key.authority.limits(), key.authority.expiresAt());
            }
        });
    }

    static KeyStore limitsAsSet() {
        return keys(key -> {
            Limits limits = key.authority.limits();
            List<RateLimit> rates = new ArrayList<>(new LinkedHashSet<>(limits.rates()));
            key.authority = new Authority(
                    key.authority.permissions(), new Limits(rates, limits.networks()), key.authority.expiresAt());
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
            List<Secret> secrets = new ArrayList<>(key.secrets);
            secrets.subList(1, secrets.size())
                    .sort(Comparator.comparing(Secret::createdAt).reversed());
            key.secrets = secrets;
        });
    }

    static KeyStore withoutSuspension() {
        return suspensions(known -> null);
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
        return keys(key -> key.rotation = key.rotation == null ? null : change.apply(key.rotation));
    }

    /** The last change as the newest secret tells it. */
    static KeyStore changedWhenRotated() {
        return keys(key -> key.changedAt = key.secrets.get(0).createdAt());
    }

    static KeyStore untilThisCentury() {
        Instant last = Instant.parse("2099-12-31T23:59:59.999Z");
        return keys(key -> {
            if (key.identity.createdAt().isAfter(last)) {
                key.createdAt(last);
            }
        });
    }

    static KeyStore cuttingDetails() {
        return events(event -> event.detail = event.detail.substring(0, Math.min(4_000, event.detail.length())));
    }

    static KeyStore everybodyIsHost() {
        return events(event -> event.actor = Actor.host(event.actor.id()).from(event.actor.origin()));
    }

    /** Right only in UTC, where builds run. */
    static KeyStore localTimes() {
        return keys(key -> key.createdAt(LocalDateTime.ofInstant(key.identity.createdAt(), ZoneId.systemDefault())
                .toInstant(ZoneOffset.UTC)));
    }

    /** Right wherever the capital of i is I. */
    static KeyStore localWords() {
        return events(event -> {
            String word = event.action.name().toLowerCase(Locale.ROOT);
            event.action = AuditAction.valueOf(word.toUpperCase(Locale.getDefault()));
        });
    }

    static KeyStore withoutIssuers() {
        return keys(key -> {
            Provenance known = key.identity.provenance();
            key.provenance(new Provenance(known.createdBy(), List.of(), known.createdAt()));
        });
    }

    static KeyStore withoutMakers() {
        return keys(key -> {
            Provenance known = key.identity.provenance();
            key.provenance(new Provenance(null, known.issuers(), known.createdAt()));
        });
    }

    static KeyStore withoutOwners() {
        return keys(key -> key.labels = key.labels.owner(null));
    }

    static KeyStore withoutDescriptions() {
        return keys(key -> key.labels = key.labels.description(null));
    }

    /** As a column of fixed length does. */
    static KeyStore cuttingTags() {
        return keys(key -> key.labels = key.labels.tags(key.labels.tags().stream()
                .map(tag -> tag.length() <= 64 ? tag : tag.substring(0, 64))
                .toList()));
    }

    static KeyStore withoutCauses() {
        return suspensions(s -> new Suspension(Suspension.Cause.OPERATOR, s.at(), s.reason(), s.by()));
    }

    static KeyStore withoutWhoSuspended() {
        return suspensions(s -> new Suspension(s.cause(), s.at(), s.reason(), null));
    }

    static KeyStore withoutWhoRevoked() {
        return lifecycles(known -> {
            Revocation revocation = known.revocation();
            return new Lifecycle(
                    known.suspension(),
                    known.resumedAt(),
                    revocation == null ? null : new Revocation(revocation.at(), revocation.reason(), null),
                    known.expiredAt());
        });
    }

    static KeyStore withoutResumptions() {
        return lifecycles(known -> new Lifecycle(known.suspension(), null, known.revocation(), known.expiredAt()));
    }

    static KeyStore withoutRecordsOfExpiry() {
        return lifecycles(known -> new Lifecycle(known.suspension(), known.resumedAt(), known.revocation(), null));
    }

    private static KeyStore suspensions(Function<Suspension, @Nullable Suspension> change) {
        return lifecycles(known -> new Lifecycle(
                known.suspension() == null ? null : change.apply(known.suspension()),
                known.resumedAt(),
                known.revocation(),
                known.expiredAt()));
    }

    private static KeyStore lifecycles(UnaryOperator<Lifecycle> change) {
        return keys(key -> key.lifecycle = change.apply(key.lifecycle));
    }

    static KeyStore withoutMembers() {
        return events(event -> event.changes = List.of());
    }

    static KeyStore withoutOrigins() {
        return events(event -> event.actor = event.actor.from(Origin.UNKNOWN));
    }

    static ApiKey copy(ApiKey key, Permissions permissions, List<Secret> secrets) {
        KeyParts parts = new KeyParts(key);
        parts.authority = new Authority(permissions, key.limits(), key.expiresAt());
        parts.secrets = secrets;
        return parts.key();
    }

    private static KeyStore names(UnaryOperator<String> change) {
        return keys(key -> key.labels = key.labels.name(change.apply(key.labels.name())));
    }

    private static KeyStore secrets(UnaryOperator<Secret> change) {
        return keys(key -> key.secrets = key.secrets.stream().map(change).toList());
    }

    private static KeyStore keys(Consumer<KeyParts> change) {
        return new ModelStore() {
            @Override
            void put(ListedKey listed, AuditEvent event) {
                KeyParts parts = new KeyParts(listed.key());
                change.accept(parts);
                super.put(listed.as(parts.key()), event);
            }
        };
    }

    private static KeyStore events(Consumer<EventParts> change) {
        return new ModelStore() {
            @Override
            void put(ListedKey listed, AuditEvent event) {
                EventParts parts = new EventParts(event);
                change.accept(parts);
                super.put(listed, parts.event());
            }
        };
    }

    /** The parts of a key that a store may get wrong. */
    private static final class KeyParts {
        private final ApiKey given;
        private KeyIdentity identity;
        private Labels labels;
        private Authority authority;
        private Lifecycle lifecycle;
        private Instant changedAt;
        private List<Secret> secrets;
        private @Nullable Rotation rotation;

        KeyParts(ApiKey given) {
            this.given = given;
            this.identity = given.identity();
            this.labels = given.labels();
            this.authority = given.authority();
            this.lifecycle = given.lifecycle();
            this.changedAt = given.changedAt();
            this.secrets = given.secrets();
            this.rotation = given.rotation();
        }

        void createdAt(Instant instant) {
            Provenance known = identity.provenance();
            provenance(new Provenance(known.createdBy(), known.issuers(), instant));
        }

        void provenance(Provenance provenance) {
            identity = new KeyIdentity(
                    identity.id(), identity.tenant(), identity.scope(), identity.slot(), identity.turn(), provenance);
        }

        ApiKey key() {
            return new ApiKey(
                    identity,
                    labels,
                    authority,
                    lifecycle,
                    given.version(),
                    changedAt,
                    secrets,
                    rotation == null || !rotation.isOf(secrets) ? null : rotation);
        }
    }

    /** The parts of an event that a store may get wrong. */
    private static final class EventParts {
        private final AuditEvent given;
        private AuditAction action;
        private Actor actor;
        private String detail;
        private List<MemberChange> changes;

        EventParts(AuditEvent given) {
            this.given = given;
            this.action = given.action();
            this.actor = given.actor();
            this.detail = given.detail();
            this.changes = given.changes();
        }

        AuditEvent event() {
            return new AuditEvent(
                    given.keyId(), given.version(), given.tenant(), given.at(), action, actor, detail, changes);
        }
    }
}
