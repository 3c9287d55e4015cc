package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.AccessRules;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.KeyPolicy;
import dev.latchkey.core.access.Lifetimes;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.access.ManagementRules;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.Handles;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.hashing.Argon2Hasher;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.hashing.HashingException;
import dev.latchkey.core.hashing.Peppers;
import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.internal.NamedIds;
import dev.latchkey.core.internal.Sha256;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.Authority;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.ConfiguredValue;
import dev.latchkey.core.key.Idleness;
import dev.latchkey.core.key.KeyIdentity;
import dev.latchkey.core.key.KeyPatch;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.key.Labels;
import dev.latchkey.core.key.Lifecycle;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.MemberChange;
import dev.latchkey.core.key.NewKey;
import dev.latchkey.core.key.NextSlotHolder;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.Provenance;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.Revocation;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.SecretStatus;
import dev.latchkey.core.key.Stored;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.scope.KnownPermissions;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.scope.ScopeMeaning;
import dev.latchkey.core.scope.TenantScope;
import dev.latchkey.core.sealing.SealedCopy;
import dev.latchkey.core.sealing.Sealer;
import dev.latchkey.core.sealing.SealingException;
import dev.latchkey.core.sealing.SealingKeys;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever of this module ends up in a log line, no secret does. */
class NoSecretIsPrintedTest {
    private static final SecretGenerator RANDOM = new SecretGenerator();
    private static final byte[] PEPPER = RANDOM.bytes(32);
    private static final byte[] SEALING_KEY = RANDOM.bytes(32);
    private static final byte[] LOOKUP_KEY = RANDOM.bytes(32);

    private static final RawKey RAW = RANDOM.rawKey(KeyFormat.of("ps_"));
    private static final Peppers PEPPERS = Peppers.NONE.withCurrent("p1", PEPPER);
    private static final Argon2Hasher HASHER = new Argon2Hasher(new Argon2Parameters(64, 1, 1), PEPPERS, RANDOM);
    private static final String HASH = HASHER.hash(RAW);
    private static final ScreeningTag TAG = ScreeningTag.of(RAW);
    private static final SealingKeys SEALING_KEYS = SealingKeys.of("k1", SEALING_KEY);
    private static final Sealer SEALER = new Sealer(SEALING_KEYS, RANDOM);
    private static final SealedCopy COPY = SEALER.seal(RAW, "acme");
    private static final Secret SECRET =
            new Secret(RAW.handle(), RAW.prefix(), RAW.lastFour(), HASH, TAG, COPY, Samples.NOW, null);
    private static final Transition.Changed ISSUED =
            NewKey.issue(Samples.ID, Samples.SPEC, SECRET, AuditAction.ISSUED, Samples.ACTOR, Samples.NOW);
    private static final ApiKey KEY = ISSUED.next();

    /** One or more of each type that can hold a secret, itself or inside. */
    private static final List<Object> HOLDERS = List.of(
            RAW,
            PEPPERS,
            HASHER,
            TAG,
            SEALING_KEYS,
            SEALER,
            COPY,
            SECRET,
            KEY,
            RANDOM,
            new ImportedKeys(LOOKUP_KEY),
            ISSUED,
            ISSUED.event(),
            new Transition.Unchanged(KEY),
            KEY.by(Samples.ACTOR, Samples.NOW),
            KEY.by(Samples.ACTOR, Samples.NOW).secret(SECRET.handle()),
            KEY.by(Samples.ACTOR, Samples.NOW).secret(SECRET.handle()).rehash(Samples.HASH, null),
            KEY.by(Samples.ACTOR, Samples.NOW).rotate(Samples.secret("HANDLE001"), Duration.ofDays(1)),
            KEY.by(Samples.ACTOR, Samples.NOW).rotation(),
            new Transition.Refused(Transition.Refused.Reason.NO_ROTATION, null),
            KEY.by(Samples.ACTOR, Samples.NOW).revoke("leaked"),
            Caller.of(KEY, SECRET));

    /** The others, which hold none because they hold no more than this. */
    private static final Map<String, Set<Class<?>>> EXEMPT = Map.of(
            "constants",
            Set.of(
                    ConfiguredValue.class,
                    ManagementPermission.class,
                    Refusal.class,
                    Requirement.Reach.class,
                    Actor.Kind.class,
                    AuditAction.class,
                    KeyStatus.class,
                    Rotation.Kind.class,
                    RotationMode.Start.class,
                    SecretStatus.class,
                    Suspension.Cause.class,
                    Transition.Refused.Reason.class,
                    ScopeMeaning.class),
            "functions",
            Set.of(
                    AccessRules.class,
                    ManagementRules.class,
                    Handles.class,
                    Checks.class,
                    Sha256.class,
                    NamedIds.class,
                    NewKey.class,
                    NextSlotHolder.class,
                    RepeatedWarning.class,
                    Stored.class,
                    CheckReturnValue.class),
            "what operators chose and everybody may see",
            Set.of(
                    Actor.class,
                    Operator.class,
                    Origin.class,
                    KeyIdentity.class,
                    MemberChange.class,
                    Rotation.class,
                    RotationMode.class,
                    Argon2Parameters.class,
                    Authority.class,
                    Idleness.class,
                    KeyPolicy.class,
                    Lifetimes.class,
                    Cidr.class,
                    KeyFormat.class,
                    KeyPatch.class,
                    KeySpec.class,
                    Labels.class,
                    Lifecycle.class,
                    Provenance.class,
                    KnownPermissions.class,
                    Limits.class,
                    Permissions.class,
                    RateLimit.class,
                    Requirement.class,
                    ResourceScope.class,
                    Revocation.class,
                    Suspension.class,
                    TenantScope.class),
            "what clients call their requests, which is no secret",
            Set.of(IdempotencyKey.class),
            "threads, and a listener of the host",
            Set.of(Announcements.class, ThreadEnds.class),
            "a status",
            Set.of(Transition.Dead.class),
            "an interface of which every implementation is here",
            Set.of(Scope.class, Transition.class),
            "a message, which the tests of the throwing class look at",
            Set.of(
                    LatchkeyException.class,
                    InvalidValueException.class,
                    HashingException.class,
                    SealingException.class));

    @Test
    void noTypeThatHoldsASecretPrintsIt() {
        for (Object holder : HOLDERS) {
            String printed = holder.toString();
            for (String secret : secrets()) {
                assertThat(printed).as(holder.getClass().getName()).doesNotContainIgnoringCase(secret);
            }
        }
    }

    @Test
    void noTypeThatHoldsASecretCanBeSerialized() {
        assertThat(HOLDERS).noneMatch(Serializable.class::isInstance);
    }

    @Test
    void everyPublicTypeIsCheckedOrExemptForAReason() throws Exception {
        Set<Class<?>> known = HOLDERS.stream().map(Object::getClass).collect(Collectors.toSet());
        EXEMPT.values().forEach(known::addAll);
        assertThat(publicTypes()).hasSizeGreaterThan(40).containsExactlyInAnyOrderElementsOf(names(known));
    }

    /** In every form in which they might be printed, and in parts. */
    private static List<String> secrets() {
        String raw = RAW.reveal();
        String hash = HASH.substring(HASH.lastIndexOf('$') + 1);
        String tag = HexFormat.of().toHexDigits(TAG.value());
        return Stream.concat(
                        Stream.of(
                                raw,
                                // The secret itself, without what may be shown: the display prefix and the last four.
                                raw.substring(15, raw.length() - 4),
                                raw.substring(15, 30),
                                HASH,
                                hash,
                                COPY.encoded().substring(3, 40),
                                tag,
                                Integer.toString(TAG.value()),
                                Integer.toUnsignedString(TAG.value())),
                        Stream.of(PEPPER, SEALING_KEY, LOOKUP_KEY, raw.getBytes(StandardCharsets.US_ASCII))
                                .flatMap(bytes -> Stream.of(
                                        HexFormat.of().formatHex(bytes, 0, 8),
                                        Base64.getEncoder()
                                                .encodeToString(bytes)
                                                .substring(0, 10),
                                        bytes[0] + ", " + bytes[1] + ", " + bytes[2])))
                .toList();
    }

    private static Set<String> publicTypes() throws IOException, URISyntaxException, ClassNotFoundException {
        Path root = Path.of(
                RawKey.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(file -> file.toString().endsWith(".class")).toList();
        }
        Set<String> found = new TreeSet<>();
        for (Path file : files) {
            String name =
                    root.relativize(file).toString().replaceAll("\\.class$", "").replaceAll("[/\\\\]", ".");
            if (!name.endsWith("-info") && isPublic(Class.forName(name, false, RawKey.class.getClassLoader()))) {
                found.add(name);
            }
        }
        return found;
    }

    private static boolean isPublic(Class<?> type) {
        boolean outer = type.getEnclosingClass() == null || isPublic(type.getEnclosingClass());
        return outer && Modifier.isPublic(type.getModifiers());
    }

    private static List<String> names(Set<Class<?>> types) {
        return types.stream().map(Class::getName).toList();
    }
}
