package dev.latchkey.contract.keystore;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.sealing.SealedCopy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Values at the bounds of the model, which stores must keep exactly. */
final class Samples {
    /** One change of a key. */
    interface Change {
        Transition of(KeyChange key);
    }

    /** Every sort of change, each possible after those before it. */
    static final List<Change> CHANGES = List.of(
            key -> key.rename("another name"),
            key -> key.changePermissions(Permissions.of("messages:send", "messages:read")),
            key -> key.changePermissions(Permissions.NONE),
            key -> key.changePermissions(Permissions.ALL),
            key -> key.changeLimits(largestLimits()),
            key -> key.changeLimits(Limits.NONE),
            key -> key.changeExpiry(Keys.T0.plus(Duration.ofDays(30))),
            key -> key.rotate(sealed("k1"), Duration.ofDays(1)),
            key -> key.rotation().complete(null, Duration.ZERO),
            key -> key.rotate(sealed("k1"), Duration.ofDays(60)),
            key -> key.changeExpiry(Keys.T0.plus(Duration.ofDays(2))),
            key -> key.changeExpiry(null),
            key -> key.rotation().cancel(null, any -> true, true),
            key -> key.rotation().begin(sealed("k1"), RotationMode.firstUse()),
            key -> key.rotation().complete(null, Duration.ofHours(1)),
            key -> key.suspend("leaked?"),
            key -> key.resume(),
            key -> key.rotate(Keys.secret(), Duration.ZERO),
            key -> key.suspend("again"),
            key -> key.revoke("leaked!"));

    /** The last instant that the model allows. */
    static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private Samples() {}

    /** Text that some database or driver somewhere changes, cuts, folds, unescapes or trims. All different. */
    static List<String> texts(int max) {
        return List.of(
                "x",
                "X",
                " x",
                "x ",
                "x  ",
                "%",
                "_",
                "'",
                "''",
                "\"",
                "\\",
                "\\\\",
                "\\u0041",
                "x'; drop table keys; --",
                "$1 ?1 :name {0} ${x} #{x}",
                "{\"$ne\":null}",
                "null",
                "NULL",
                "true",
                "007",
                "7",
                "1e3",
                "a,b;c|d/e.f",
                "$dollar.dot",
                "[1,2]",
                "straße",
                "STRASSE",
                "I",
                "i",
                "ı",
                "İ",
                "é",
                "e\u0301",
                "\u202egnp.exe",
                "\ufeffbom",
                "\u00a0x",
                "\u200b",
                "日本語",
                "\uffff",
                "\ud83d\udd11",
                "x".repeat(max),
                "é".repeat(max),
                "\ud83d\udd11".repeat(max));
    }

    static List<Permissions> permissions() {
        return List.of(
                Permissions.ALL,
                Permissions.NONE,
                Permissions.of("messages:send"),
                Permissions.of("messages:*", "a.b_c-D:0", "x"),
                Permissions.of(IntStream.range(0, 64)
                        .mapToObj(i -> "p" + (10 + i) + ":" + "x".repeat(96))
                        .toList()));
    }

    static List<Limits> limits() {
        return List.of(
                Limits.NONE,
                new Limits(List.of(new RateLimit(60, 1, Duration.ofSeconds(1))), List.of()),
                new Limits(List.of(), List.of(Cidr.parse("10.0.0.0/8"))),
                new Limits(
                        List.of(
                                new RateLimit(1, 1, Duration.ofMillis(1)),
                                new RateLimit(1_000_000_000, 1_000_000_000, Duration.ofDays(366)),
                                new RateLimit(5, 7, Duration.ofMillis(90_061_001)),
                                new RateLimit(5, 7, Duration.ofMillis(90_061_001))),
                        List.of(Cidr.parse("0.0.0.0/0"), Cidr.parse("::/0"), Cidr.parse("2001:db8::1"))),
                largestLimits());
    }

    private static Limits largestLimits() {
        RateLimit rate =
                new RateLimit(1_000_000_000, 999_999_999, Duration.ofDays(366).minusMillis(1));
        List<Cidr> networks = IntStream.range(0, 32)
                .mapToObj(i -> Cidr.parse("2001:db8:1111:2222:3333:4444:5555:" + (1000 + i) + "/128"))
                .toList();
        return new Limits(List.of(rate, rate, rate, rate), networks);
    }

    /** Secrets with every optional part in every form. */
    static List<Secret> secrets() {
        String longest = "Z".repeat(22);
        return Stream.of(
                        secret("Aa345678", "", "0000", Keys.HASH, null, null),
                        secret(longest, "abcdefghij_123456789", "zZ9$", "h".repeat(400), 0, copy("k", 38)),
                        secret("tag10000", "ps_", "'\"\\%", Keys.HASH, Integer.MIN_VALUE, copy("a-_", 40)),
                        secret("tag20000", "ps_", "last", Keys.HASH, -1, copy("x".repeat(32), 1024)),
                        secret("tag40000", "", "", Keys.HASH, null, null),
                        secret("tag30000", "ps_", "    ", Keys.HASH, Integer.MAX_VALUE, null))
                .toList();
    }

    /** A current secret with a sealed copy. */
    static Secret sealed(String sealingKey) {
        Secret plain = Keys.secret();
        return secret(plain.handle(), plain.prefix(), plain.lastFour(), plain.hash(), 1, copy(sealingKey, 100));
    }

    private static SealedCopy copy(String sealingKey, int length) {
        return SealedCopy.of(sealingKey + "." + "-_Az".repeat(length / 4) + "0".repeat(length % 4));
    }

    private static Secret secret(
            String handle,
            String prefix,
            String lastFour,
            String hash,
            @Nullable Integer tag,
            @Nullable SealedCopy copy) {
        Instant made = Keys.T0.plusMillis(1);
        return new Secret(handle, prefix, lastFour, hash, tag == null ? null : ScreeningTag.of(tag), copy, made, null);
    }

    /** Origins with every part in every form. */
    static List<Origin> origins() {
        return Stream.concat(
                        Stream.of(
                                Origin.UNKNOWN,
                                Origin.UNKNOWN.named(),
                                Origin.of("192.0.2.1"),
                                Origin.of("2001:db8::1").named()),
                        texts(100).stream().map(text -> new Origin(text, text, false)))
                .toList();
    }
}
