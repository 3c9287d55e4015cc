package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.query.RateDecision;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Random trees of keys that issue, rotate, regenerate and are imported. When a key is made, what it may do only
 * narrows, and everything that a key issued ends with one request.
 */
class NarrowingProperties {
    private static final List<String> ASKED =
            List.of("messages:read", "messages:send", "messages:all:x", "owners:read", "x");
    private static final List<Permissions> PERMISSIONS = List.of(
            Permissions.ALL,
            Permissions.NONE,
            Permissions.of("messages:*"),
            Permissions.of("messages:read"),
            Permissions.of("messages:read", "owners:*"),
            Permissions.of("messages:read", "owners:raed"));
    private static final List<String> KNOWN = List.of("messages:read", "messages:send", "owners:read");
    private static final RateLimit DEFAULT = new RateLimit(10, 1, Duration.ofSeconds(1));
    private static final List<String> ADDRESSES = List.of("10.1.2.3", "10.9.9.9", "192.0.2.1", "2001:db8::1");
    private static final List<List<Cidr>> NETWORKS = List.of(
            List.of(),
            List.of(Cidr.parse("10.0.0.0/8")),
            List.of(Cidr.parse("10.1.0.0/16")),
            List.of(Cidr.parse("10.1.0.0/16"), Cidr.parse("2001:db8::/32")),
            List.of(Cidr.parse("0.0.0.0/0")));
    private static final List<Integer> BURSTS = List.of(0, 5, 10, 100);
    private static final List<Integer> SECONDS = List.of(0, 5, 60, 500);

    private enum Operation {
        ISSUE,
        ROTATE,
        REGENERATE_OWN,
        REGENERATE_SLOT,
        IMPORT,
        WAIT
    }

    /** One step. The numbers pick a known credential and the parts of a specification. */
    private record Step(Operation operation, int which, int permissions, int networks, int burst, int seconds) {
        KeySpec spec(Instant now) {
            List<RateLimit> rates = BURSTS.get(burst) == 0
                    ? List.of()
                    : List.of(new RateLimit(BURSTS.get(burst), 1, Duration.ofSeconds(1)));
            return KeySpec.of("acme", Scope.tenant(), "key")
                    .permissions(PERMISSIONS.get(permissions))
                    .limits(new Limits(rates, NETWORKS.get(networks)))
                    .expiresAt(SECONDS.get(seconds) == 0 ? null : now.plusSeconds(SECONDS.get(seconds)));
        }
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Operation> operations = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, Arbitraries.just(Operation.ISSUE)),
                net.jqwik.api.Tuple.of(4, Arbitraries.of(Operation.values())));
        return Combinators.combine(
                        operations,
                        Arbitraries.integers().between(0, 100),
                        Arbitraries.integers().between(0, PERMISSIONS.size() - 1),
                        Arbitraries.integers().between(0, NETWORKS.size() - 1),
                        Arbitraries.integers().between(0, BURSTS.size() - 1),
                        Arbitraries.integers().between(0, SECONDS.size() - 1))
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(20);
    }

    /**
     * A host.
     *
     * @param limited whether it limits keys that have no limits of their own
     * @param choosy whether it names its permissions
     */
    private record Host(boolean limited, boolean choosy) {
        void configure(LatchkeyBuilder builder) {
            RateLimiter never = (bucket, limits) ->
                    new RateDecision(true, limits.get(0), limits.get(0).burst(), Duration.ZERO, Duration.ZERO);
            builder.importedKeys(new ImportedKeys(new byte[32]));
            if (limited) {
                builder.rateLimits(RateLimits.perKey(never, DEFAULT));
            }
            if (choosy) {
                builder.knownPermissions(KNOWN);
            }
        }

        boolean knows(KeySpec spec) {
            return !choosy
                    || !spec.permissions().permit("owners:raed")
                    || spec.permissions().permit("owners:read");
        }

        /** Returns how many requests a key of these limits may make in one burst. */
        long burst(Limits limits) {
            return limits.rates().stream().mapToLong(RateLimit::burst).min().orElse(limited ? 10 : Long.MAX_VALUE);
        }
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void whatIsMadeNeverMayDoMoreAndEndsWithItsIssuer(
            @ForAll("histories") List<Step> history, @ForAll boolean limited, @ForAll boolean choosy) {
        Host host = new Host(limited, choosy);
        HashingGate roomy = new HashingGate(2, 64, Duration.ofSeconds(30));
        try (World world = new World(builder -> {
            host.configure(builder);
            builder.hashingGate(roomy);
        })) {
            Tree tree = new Tree(world, host);
            tree.add(world.issue(KeySpec.of("acme", Scope.tenant(), "root").allPermissions())
                    .rawKey());
            for (int i = 0; i < history.size(); i++) {
                tree.take(history.get(i), i);
            }
            tree.end();
        }
    }

    /** The keys, and who issued whom by the test's own account. */
    private static final class Tree {
        private final World world;
        private final Host host;
        private final List<String> known = new ArrayList<>();
        private final Map<UUID, UUID> issuers = new HashMap<>();

        Tree(World world, Host host) {
            this.world = world;
            this.host = host;
        }

        void add(RawKey raw) {
            world.watch(raw);
            known.add(raw.reveal());
        }

        void take(Step step, int number) {
            Instant now = world.clock.instant();
            if (step.operation() == Operation.WAIT) {
                world.clock.advance(Duration.ofSeconds(SECONDS.get(step.seconds())));
                return;
            }
            if (step.operation() == Operation.IMPORT) {
                String raw = "imported-key-of-another-system-" + number;
                if (attempt(step.spec(now), spec -> world.latchkey.imports().importKey(spec, raw, ACTOR))
                        .isPresent()) {
                    known.add(raw);
                }
                return;
            }
            Verdict verdict = authenticate(known.get(step.which() % known.size()));
            if (verdict.outcome() != Verdict.Outcome.ACCEPTED) {
                return;
            }
            Caller caller = verdict.acceptedCaller();
            int seconds = SECONDS.get(step.seconds());
            RotationMode mode = seconds < 60 ? RotationMode.NOW : RotationMode.overlap(Duration.ofSeconds(seconds));
            KeySpec spec = step.spec(now);
            Optional<IssuedKey> made = switch (step.operation()) {
                case ISSUE -> attempt(spec, any -> world.keys().issue(any, caller));
                case ROTATE -> done(world.keys().rotate("acme", caller.key().id(), mode, ACTOR));
                case REGENERATE_OWN -> done(world.keys().regenerateOwn(caller));
                default -> attempt(spec.slot("default"), any -> world.keys().regenerate(any, caller));
            };
            if (made.isPresent()) {
                add(made.get().rawKey());
                ApiKey key = made.get().key();
                if (step.operation() == Operation.ISSUE) {
                    issuers.put(key.id(), caller.key().id());
                    assertNarrower(caller, key);
                } else if (key.id().equals(caller.key().id())) {
                    assertThat(key.authority()).isEqualTo(caller.key().authority());
                    assertThat(key.identity()).isEqualTo(caller.key().identity());
                } else {
                    assertThat(ASKED).allMatch(asked -> !key.permissions().permit(asked) || caller.holds(asked));
                    assertThat(key.identity().issuers()).isEmpty();
                }
            }
        }

        /** Tries to make a key. It is there only if the host knows its permissions. */
        private <T> Optional<T> attempt(KeySpec spec, Function<KeySpec, Result<T>> make) {
            if (host.knows(spec)) {
                return done(make.apply(spec));
            }
            assertThatThrownBy(() -> make.apply(spec))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageContaining("owners:raed");
            return Optional.empty();
        }

        private static <T> Optional<T> done(Result<T> result) {
            return result.isDone() ? Optional.of(result.value()) : Optional.empty();
        }

        /** From an address that every one of the networks has, so that each key can act. */
        private Verdict authenticate(String raw) {
            return world.latchkey.authenticator().authenticate(raw, Requirement.ANY, address(ADDRESSES.get(0)));
        }

        private void assertNarrower(Caller caller, ApiKey child) {
            ApiKey issuer = caller.key();
            assertThat(ASKED).allMatch(asked -> !child.permissions().permit(asked) || caller.holds(asked));
            assertThat(ADDRESSES)
                    .allMatch(from -> !child.limits().allow(address(from))
                            || issuer.limits().allow(address(from)));
            assertThat(host.burst(child.limits())).isLessThanOrEqualTo(host.burst(issuer.limits()));
            for (Instant bound : new Instant[] {issuer.expiresAt(), caller.deadline()}) {
                assertThat(bound == null
                                || (child.expiresAt() != null
                                        && !child.expiresAt().isAfter(bound)))
                        .as("%s ends by %s", child, bound)
                        .isTrue();
            }
            assertThat(child.identity().issuedBy()).isEqualTo(issuer.id());
        }

        /** For each key, the keys below it end, and no other does. */
        void end() {
            Set<UUID> ended = new HashSet<>();
            for (ApiKey key : world.store.all()) {
                Set<UUID> below = new HashSet<>();
                for (UUID id : issuers.keySet()) {
                    UUID above = issuers.get(id);
                    while (above != null && !above.equals(key.id())) {
                        above = issuers.get(above);
                    }
                    if (above != null) {
                        below.add(id);
                    }
                }
                below.removeAll(ended);
                assertThat(world.keys().revokeAll("leaked", ACTOR).issuedBy("acme", key.id()))
                        .isEqualTo(new MassRevocation.Revoked(below.size(), false));
                ended.addAll(below);
                assertThat(world.store.all())
                        .filteredOn(one -> one.revocation() != null
                                && one.revocation().reason().equals("leaked"))
                        .extracting(ApiKey::id)
                        .containsExactlyInAnyOrderElementsOf(ended);
            }
        }
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }
}
