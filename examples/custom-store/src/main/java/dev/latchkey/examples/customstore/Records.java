package dev.latchkey.examples.customstore;

import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.Authority;
import dev.latchkey.core.key.KeyIdentity;
import dev.latchkey.core.key.Labels;
import dev.latchkey.core.key.Lifecycle;
import dev.latchkey.core.key.MemberChange;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.Provenance;
import dev.latchkey.core.key.Revocation;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Stored;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.sealing.SealedCopy;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.query.ListedKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How values look in bytes: a format version, then every field in order. Field by field and by hand, so that a renamed
 * class changes no byte, and a later format can still read this one. Thread-safe.
 */
final class Records {
    /**
     * Raised when what stands here is read in another way. A field that is added at the end does not raise it: then an
     * older release reads over the field while the nodes are replaced one after the other.
     */
    private static final int FORMAT = 2;

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    private Records() {}

    static byte[] of(ListedKey listed) {
        ApiKey key = listed.key();
        return write(out -> {
            putOptional(out, listed.lastUsedAt(), Records::putInstant);
            out.writeLong(listed.uses());
            putId(out, key.id());
            putText(out, key.tenant());
            putOptional(out, key.scope() instanceof ResourceScope scope ? scope.resource() : null, Records::putText);
            putOptional(out, key.slot(), Records::putText);
            out.writeLong(key.identity().turn());
            putAll(out, key.identity().issuers(), Records::putId);
            putInstant(out, key.createdAt());
            putOptional(out, key.identity().provenance().createdBy(), Records::putActor);
            putLabels(out, key.labels());
            putAll(out, key.permissions().patterns(), Records::putText);
            putAll(out, key.limits().rates(), Records::putText);
            putAll(out, key.limits().networks(), Records::putText);
            putOptional(out, key.expiresAt(), Records::putInstant);
            putOptional(out, key.suspension(), (to, suspension) -> {
                putText(to, suspension.cause());
                putStop(to, suspension.at(), suspension.reason(), suspension.by());
            });
            putOptional(out, key.lifecycle().resumedAt(), Records::putInstant);
            putOptional(
                    out,
                    key.revocation(),
                    (to, revocation) -> putStop(to, revocation.at(), revocation.reason(), revocation.by()));
            out.writeLong(key.version());
            putInstant(out, key.changedAt());
            putAll(out, key.secrets(), Records::putSecret);
            putOptional(out, key.rotation(), Records::putRotation);
            putOptional(out, key.lifecycle().expiredAt(), Records::putInstant);
            putAll(out, listed.secretsUsedAt().entrySet(), (to, used) -> {
                putText(to, used.getKey());
                putInstant(to, used.getValue());
            });
        });
    }

    static ListedKey key(byte[] bytes) {
        return read(bytes, in -> {
            Instant lastUsedAt = optional(in, Records::instant);
            long uses = in.readLong();
            ApiKey key = key(in);
            // Absent in what an older release has written.
            Map<String, Instant> secrets = in.available() > 0 ? secretsUsedAt(in) : Map.of();
            return new ListedKey(key, lastUsedAt, uses, secrets);
        });
    }

    private static Map<String, Instant> secretsUsedAt(DataInputStream in) throws IOException {
        Map<String, Instant> secrets = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            secrets.put(text(in), instant(in));
        }
        return secrets;
    }

    private static ApiKey key(DataInputStream in) throws IOException {
        UUID id = id(in);
        String tenant = text(in);
        String resource = optional(in, Records::text);
        String slot = optional(in, Records::text);
        long turn = in.readLong();
        List<UUID> issuers = all(in, Records::id);
        Instant createdAt = instant(in);
        KeyIdentity identity = new KeyIdentity(
                id,
                tenant,
                resource == null ? Scope.tenant() : Scope.resource(resource),
                slot,
                turn,
                new Provenance(optional(in, Records::actor), issuers, createdAt));
        Labels labels = labels(in);
        Authority authority = new Authority(
                Stored.permissions(all(in, Records::text)),
                Stored.limits(all(in, Records::text), all(in, Records::text)),
                optional(in, Records::instant));
        Lifecycle stops = lifecycle(in);
        long version = in.readLong();
        Instant changedAt = instant(in);
        List<Secret> secrets = all(in, Records::secret);
        Supplier<Rotation> stored = optional(in, Records::rotation);
        Rotation rotation = stored == null ? null : Stored.rotation(secrets, stored);
        // Absent in what an older release has written.
        Instant expiredAt = in.available() > 0 ? optional(in, Records::instant) : null;
        Lifecycle lifecycle = new Lifecycle(stops.suspension(), stops.resumedAt(), stops.revocation(), expiredAt);
        return new ApiKey(identity, labels, authority, lifecycle, version, changedAt, secrets, rotation);
    }

    private static void putLabels(DataOutputStream out, Labels labels) throws IOException {
        putText(out, labels.name());
        putOptional(out, labels.owner(), Records::putText);
        putAll(out, labels.tags(), Records::putText);
        putOptional(out, labels.description(), Records::putText);
    }

    private static Labels labels(DataInputStream in) throws IOException {
        return Stored.labels(
                text(in), optional(in, Records::text), all(in, Records::text), optional(in, Records::text));
    }

    private static void putStop(DataOutputStream out, Instant at, String reason, @Nullable Actor by)
            throws IOException {
        putInstant(out, at);
        putText(out, reason);
        putOptional(out, by, Records::putActor);
    }

    private static Lifecycle lifecycle(DataInputStream in) throws IOException {
        return new Lifecycle(
                optional(
                        in,
                        from -> new Suspension(
                                Suspension.Cause.of(text(from)),
                                instant(from),
                                Stored.reason(text(from)),
                                optional(from, Records::actor))),
                optional(in, Records::instant),
                optional(
                        in,
                        from -> new Revocation(
                                instant(from), Stored.reason(text(from)), optional(from, Records::actor))),
                null);
    }

    private static void putRotation(DataOutputStream out, Rotation rotation) throws IOException {
        putText(out, rotation.kind());
        putText(out, rotation.newHandle());
        putText(out, rotation.previousHandle());
        putInstant(out, rotation.startedAt());
        out.writeLong(rotation.grace().toMillis());
        putOptional(out, rotation.firstUsedAt(), Records::putInstant);
    }

    /** Reads all of it, also if a newer release has written a kind that is unknown here: more follows. */
    private static Supplier<Rotation> rotation(DataInputStream in) throws IOException {
        String kind = text(in);
        String newHandle = text(in);
        String previousHandle = text(in);
        Instant startedAt = instant(in);
        Duration grace = Duration.ofMillis(in.readLong());
        Instant firstUsedAt = optional(in, Records::instant);
        return () ->
                new Rotation(Rotation.Kind.valueOf(kind), newHandle, previousHandle, startedAt, grace, firstUsedAt);
    }

    static byte[] of(AuditEvent event) {
        return write(out -> {
            putId(out, event.keyId());
            out.writeLong(event.version());
            putText(out, event.tenant());
            putInstant(out, event.at());
            putText(out, event.action());
            putActor(out, event.actor());
            putText(out, event.detail());
            putAll(out, event.changes(), (to, change) -> {
                putText(to, change.member());
                putOptional(to, change.before(), Records::putText);
                putOptional(to, change.after(), Records::putText);
            });
        });
    }

    private static void putActor(DataOutputStream out, Actor actor) throws IOException {
        putText(out, actor.kind());
        putText(out, actor.id());
        putOptional(out, actor.origin().address(), Records::putText);
        putOptional(out, actor.origin().requestId(), Records::putText);
        out.writeBoolean(actor.origin().onlyNamed());
    }

    private static Actor actor(DataInputStream in) throws IOException {
        return new Actor(
                Actor.Kind.of(text(in)),
                text(in),
                new Origin(optional(in, Records::text), optional(in, Records::text), in.readBoolean()));
    }

    static AuditEvent event(byte[] bytes) {
        return read(
                bytes,
                in -> new AuditEvent(
                        id(in),
                        in.readLong(),
                        text(in),
                        instant(in),
                        AuditAction.of(text(in)),
                        actor(in),
                        text(in),
                        all(
                                in,
                                from -> new MemberChange(
                                        text(from), optional(from, Records::text), optional(from, Records::text)))));
    }

    static byte[] of(TenantMark mark) {
        return write(out -> {
            putText(out, mark.tenant());
            out.writeLong(mark.version());
            out.writeBoolean(mark.ended());
            putInstant(out, mark.at());
            putText(out, mark.reason());
            putActor(out, mark.actor());
        });
    }

    static TenantMark mark(byte[] bytes) {
        return read(
                bytes,
                in -> new TenantMark(text(in), in.readLong(), in.readBoolean(), instant(in), text(in), actor(in)));
    }

    static byte[] of(Map<UUID, Long> batches) {
        return write(out -> putAll(out, batches.entrySet(), (to, batch) -> {
            putId(to, batch.getKey());
            to.writeLong(batch.getValue());
        }));
    }

    static Map<UUID, Long> batches(byte[] bytes) {
        Map<UUID, Long> batches = new LinkedHashMap<>();
        read(bytes, in -> all(in, from -> Map.entry(id(from), from.readLong())))
                .forEach(batch -> batches.put(batch.getKey(), batch.getValue()));
        return batches;
    }

    static byte[] of(UUID id) {
        return write(out -> putId(out, id));
    }

    static UUID id(byte[] bytes) {
        return read(bytes, Records::id);
    }

    private static void putSecret(DataOutputStream out, Secret secret) throws IOException {
        ScreeningTag tag = secret.tag();
        SealedCopy copy = secret.sealedCopy();
        putText(out, secret.handle());
        putText(out, secret.prefix());
        putText(out, secret.lastFour());
        putText(out, secret.hash());
        putOptional(out, tag == null ? null : tag.value(), DataOutputStream::writeInt);
        putOptional(out, copy == null ? null : copy.encoded(), Records::putText);
        putInstant(out, secret.createdAt());
        putOptional(out, secret.retiresAt(), Records::putInstant);
    }

    private static Secret secret(DataInputStream in) throws IOException {
        return new Secret(
                text(in),
                text(in),
                text(in),
                text(in),
                optional(in, from -> ScreeningTag.of(from.readInt())),
                Stored.sealedCopy(optional(in, Records::text)),
                instant(in),
                optional(in, Records::instant));
    }

    private interface Putting<T> {
        void put(DataOutputStream out, T value) throws IOException;
    }

    private static <T> void putOptional(DataOutputStream out, @Nullable T value, Putting<T> putting)
            throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            putting.put(out, value);
        }
    }

    private static <T> @Nullable T optional(DataInputStream in, Reading<T> reading) throws IOException {
        return in.readBoolean() ? reading.from(in) : null;
    }

    private static <T> void putAll(DataOutputStream out, Collection<? extends T> values, Putting<T> putting)
            throws IOException {
        out.writeInt(values.size());
        for (T value : values) {
            putting.put(out, value);
        }
    }

    private static <T> List<T> all(DataInputStream in, Reading<T> reading) throws IOException {
        List<T> values = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            values.add(reading.from(in));
        }
        return values;
    }

    private static void putId(DataOutputStream out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static UUID id(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }

    private static void putInstant(DataOutputStream out, Instant instant) throws IOException {
        out.writeLong(instant.toEpochMilli());
    }

    private static Instant instant(DataInputStream in) throws IOException {
        return Instant.ofEpochMilli(in.readLong());
    }

    /** Not writeUTF, which ends at 64 KiB; and no charset, which would replace half a surrogate pair. */
    private static void putText(DataOutputStream out, Object value) throws IOException {
        String text = value.toString();
        out.writeInt(text.length());
        out.writeChars(text);
    }

    private static String text(DataInputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int left = in.readInt(); left > 0; left--) {
            text.append(in.readChar());
        }
        return text.toString();
    }

    private static byte[] write(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(FORMAT);
            writing.to(out);
        } catch (IOException e) {
            throw new IllegalStateException("an array can always be written to", e);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(byte[] bytes, Reading<T> reading) {
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            int format = in.readUnsignedByte();
            if (format != FORMAT) {
                throw new StoreException("read a record of the unknown format " + format, null);
            }
            return reading.from(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new StoreException("read a broken record", e);
        }
    }
}
