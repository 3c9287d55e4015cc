package dev.latchkey.integration;

import dev.latchkey.IdempotentResult;
import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.Result;
import dev.latchkey.Verdict;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.UseBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Keys of a store that live at random: issued, used, changed, rotated, ended and purged. */
final class RandomLives implements AutoCloseable {
    private static final Duration YEAR = Duration.ofDays(365);
    private static final List<String> TENANTS = List.of("acme", "Ümlaut & co", "x");

    private final Random random;
    private final KeyStore store;
    private final TestClock clock;
    private final Latchkey latchkey;

    /** Every raw key that was made. */
    private final List<String> rawKeys = new ArrayList<>();

    RandomLives(KeyStore store, TestClock clock, Random random) {
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.latchkey = open(store, clock);
    }

    /** Opens a store as every node of these tests does. */
    static Latchkey open(KeyStore store, TestClock clock) {
        return Latchkey.builder()
                .store(store)
                .keyFormat(KeyFormat.of("ps_"))
                .argon2(new Argon2Parameters(64, 1, 1))
                .sealing(SealingKeys.of("k1", new byte[32]))
                .clock(clock)
                .auditSink(events -> {})
                .build();
    }

    List<String> rawKeys() {
        return rawKeys;
    }

    void live(int steps) {
        for (int i = 0; i < steps; i++) {
            clock.advance(Duration.ofMillis(random.nextInt(100_000_000)));
            step(random.nextInt(20));
            latchkey.flush();
        }
    }

    private void step(int kind) {
        List<ApiKey> keys = store.all(null, 1000).items();
        if (kind < 5 || keys.isEmpty()) {
            issue(spec());
            return;
        }
        ApiKey key = keys.get(random.nextInt(keys.size()));
        Actor actor = Actor.user("ada").from(new Origin("192.0.2." + kind, "request " + kind, kind == 7));
        switch (kind) {
            case 5, 6 -> use(key);
            case 7 -> ended(latchkey.keys().rename(key.tenant(), key.id(), "name " + kind, actor));
            case 8 -> ended(latchkey.keys().suspend(key.tenant(), key.id(), cause(), "why", actor));
            case 9 -> ended(latchkey.keys().resume(key.tenant(), key.id(), actor));
            case 10 -> ended(latchkey.keys().revoke(key.tenant(), key.id(), "done", actor));
            case 11 ->
                ended(latchkey.keys()
                        .changeExpiry(key.tenant(), key.id(), clock.instant().plus(YEAR), actor));
            case 12 ->
                ended(latchkey.keys()
                        .changeLimits(
                                key.tenant(),
                                key.id(),
                                new Limits(
                                        List.of(new RateLimit(5, 7, Duration.ofMinutes(1))),
                                        List.of(Cidr.parse("10.0.0.0/8"))),
                                actor));
            case 13, 14, 15 -> keep(latchkey.keys().rotate(key.tenant(), key.id(), mode(), actor));
            case 16 -> keep(latchkey.keys().regenerate(slot(), actor));
            default -> authenticate();
        }
    }

    private void issue(KeySpec spec) {
        Actor actor = Actor.host("test");
        if (random.nextBoolean()) {
            keep(latchkey.keys().issue(spec, actor));
            return;
        }
        Result<IdempotentResult> once = latchkey.keys()
                .once(new IdempotencyKey("request-" + rawKeys.size()))
                .issue(spec, actor);
        if (once.isDone() && once.value().rawKey() != null) {
            rawKeys.add(once.value().rawKey().reveal());
        }
    }

    private KeySpec spec() {
        KeySpec spec = KeySpec.of(tenant(), scope(), "a key").permissions(Permissions.of("messages:*"));
        return random.nextBoolean()
                ? spec
                : spec.expiresAt(clock.instant().plus(Duration.ofDays(1 + random.nextInt(9))));
    }

    private KeySpec slot() {
        return KeySpec.of(tenant(), scope(), "in a slot").slot("default").permissions(Permissions.ALL);
    }

    private String tenant() {
        return TENANTS.get(random.nextInt(TENANTS.size()));
    }

    private Scope scope() {
        return random.nextBoolean() ? Scope.tenant() : Scope.resource("phone " + random.nextInt(2));
    }

    private Suspension.Cause cause() {
        return pick(List.of(Suspension.Cause.values()));
    }

    private RotationMode mode() {
        return List.of(RotationMode.NOW, RotationMode.overlap(Duration.ofDays(3)), RotationMode.firstUse())
                .get(random.nextInt(3));
    }

    private void use(ApiKey key) {
        KeyUse.Outcome outcome = pick(List.of(KeyUse.Outcome.values()));
        store.recordUse(UseBatch.of(new KeyUse(key.id(), outcome, clock.instant(), 1 + random.nextInt(1000))));
    }

    private void authenticate() {
        if (!rawKeys.isEmpty()) {
            String raw = rawKeys.get(random.nextInt(rawKeys.size()));
            Verdict unused = latchkey.authenticator().authenticate(raw, Requirement.ANY, null);
        }
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private void keep(Result<IssuedKey> result) {
        if (result.isDone()) {
            rawKeys.add(result.value().rawKey().reveal());
        }
    }

    /** Whether the change was possible is the life's to tell. */
    private static void ended(Result<ApiKey> result) {
        if (result.outcome() == Result.Outcome.OVERLOADED) {
            throw new AssertionError("overloaded");
        }
    }

    /** Removes keys that ended some days ago, and ends and reopens tenants. */
    void purgeAndEnd() {
        int unused = latchkey.keys().purge(clock.instant().minus(Duration.ofDays(2)), 5, Actor.host("purge"));
        Object unusedEnd = latchkey.tenants().end("x", "moved away", Actor.user("ada"));
        if (random.nextBoolean()) {
            boolean unusedReopened = latchkey.tenants().reopen("x", Actor.user("bob"));
        }
    }

    @Override
    public void close() {
        latchkey.close();
    }
}
