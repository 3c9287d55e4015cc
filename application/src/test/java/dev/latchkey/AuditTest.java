package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static dev.latchkey.World.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.adapter.inmemory.InMemoryAuditSink;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessEvent.Kind;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.TimelineEntry;
import dev.latchkey.ports.query.TimelineEntry.Access;
import dev.latchkey.ports.query.TimelineEntry.Change;
import dev.latchkey.ports.query.TimelineEntry.Source;
import dev.latchkey.ports.query.TimelineQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditTest {
    private final InMemoryAuditSink sink = new InMemoryAuditSink();
    private final World world = new World(builder -> builder.auditSink(sink));
    private final Audit audit = world.latchkey.audit();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aTimelineHasChangesRevealsAndWhatAProvenKeyWasRefused() {
        try (World sealing =
                new World(builder -> builder.auditSink(sink).sealing(SealingKeys.of("s1", new byte[32])))) {
            IssuedKey issued = sealing.issue(SPEC.permissions(Permissions.of("a:read")));
            sealing.clock.advance(Duration.ofSeconds(1));
            assertThat(sealing.latchkey.sealedKeys().reveal(List.of(issued.key()), Actor.user("bob")))
                    .hasSize(1);
            sealing.clock.advance(Duration.ofSeconds(1));
            assertThat(sealing.latchkey
                            .authenticator()
                            .authenticate(issued.rawKey().reveal(), Requirement.ANY.with("a:write"), null)
                            .refusal())
                    .isEqualTo(Refusal.PERMISSION);
            World.assertRefused(sealing.authenticate(Forged.sameHandle(issued.rawKey())), Refusal.INVALID);
            sealing.clock.advance(Duration.ofSeconds(1));
            revoke(sealing, issued.key());
            sealing.assertRefused(issued.rawKey(), Refusal.REVOKED);
            sealing.latchkey.flush();

            assertThat(sealing.latchkey.audit().sources()).containsExactly(Source.CHANGES, Source.ACCESS);
            TimelineQuery query = TimelineQuery.of("acme", 100);
            List<TimelineEntry> all = sealing.latchkey.audit().timeline(query).items();
            assertThat(all.stream().map(AuditTest::what))
                    .containsExactly("REVOKED", "REVOKED", "PERMISSION", "REVEALED", "ISSUED");
            assertThat(all.get(0)).as("the refusal follows the revocation").isInstanceOf(Access.class);
            assertThat(all.get(3).at()).isEqualTo(START.plusSeconds(1));
            assertThat(sealing.latchkey
                            .audit()
                            .timeline(query.key(issued.key().id()))
                            .items())
                    .isEqualTo(all);
            assertThat(sealing.latchkey
                            .audit()
                            .timeline(TimelineQuery.of("other", 9)
                                    .key(issued.key().id()))
                            .items())
                    .isEmpty();
        }
    }

    @Test
    void aHostWhoseSinkIsTheLogIsToldThatItKeepsNoAccessEvents() {
        try (Latchkey latchkey =
                Latchkey.builder().store(world.store).keyFormat(World.FORMAT).build()) {
            ApiKey key = world.issue(SPEC).key();
            assertThat(latchkey.audit().sources()).containsExactly(Source.CHANGES);
            assertThat(latchkey.audit()
                            .timeline(TimelineQuery.of("acme", 9).key(key.id()))
                            .items())
                    .hasSize(1);
        }
    }

    /** Nodes have clocks of their own. */
    @Test
    void entriesOfOneKeyNeverGoBackInTimeWhereAClockDoes() {
        IssuedKey issued = world.issue(SPEC.limits(new Limits(List.of(), List.of(Cidr.parse("10.0.0.0/8")))));
        world.clock.advance(Duration.ofMinutes(5));
        world.keys().suspend("acme", issued.key().id(), "test", ACTOR).orElseThrow();
        world.clock.advance(Duration.ofMinutes(-3));
        world.assertRefused(issued.rawKey(), Refusal.SUSPENDED);
        world.keys().resume("acme", issued.key().id(), ACTOR).orElseThrow();
        world.assertRefused(issued.rawKey(), Refusal.NETWORK);
        world.clock.advance(Duration.ofMinutes(-1));
        revoke(world, issued.key());
        world.latchkey.flush();

        List<TimelineEntry> entries = audit.timeline(
                        TimelineQuery.of("acme", 100).key(issued.key().id()))
                .items();
        assertThat(entries).hasSize(6);
        assertThat(entries.stream().map(TimelineEntry::at).distinct())
                .containsExactly(START.plus(Duration.ofMinutes(5)), START);
        assertThat(entries.stream().filter(entry -> entry instanceof Change).map(AuditTest::what))
                .containsExactly("REVOKED", "RESUMED", "SUSPENDED", "ISSUED");
    }

    @Test
    void pagesOfAnySizeAreTheTimelineInPieces() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        UUID key = fill(random, 60);

        for (TimelineQuery all : List.of(
                TimelineQuery.of("acme", 1000), TimelineQuery.of("acme", 1000).key(key))) {
            List<TimelineEntry> whole = audit.timeline(all).items();
            assertThat(whole.stream().map(TimelineEntry::position)).isSorted();
            for (int limit = 1; limit <= 9; limit++) {
                List<TimelineEntry> pieces = new ArrayList<>();
                TimelineQuery next = new TimelineQuery("acme", all.keyId(), null, limit);
                boolean more = true;
                while (more) {
                    Page<TimelineEntry> page = audit.timeline(next);
                    more = page.more();
                    assertThat(page.items())
                            .as("a page of %s, seed %d", next, seed)
                            .hasSizeBetween(more ? limit : 0, limit);
                    pieces.addAll(page.items());
                    next = next.after(pieces.get(pieces.size() - 1).position());
                }
                assertThat(pieces).as("seed %d", seed).isEqualTo(whole);
            }
        }
    }

    @Test
    void whatOneSourceWritesLateNeitherRepeatsNorHidesAnEntry() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            fill(random, 10);
            TimelineQuery query = TimelineQuery.of("acme", 1 + random.nextInt(9));
            Page<TimelineEntry> first = audit.timeline(query);
            TimelineEntry.Position last =
                    first.items().get(first.items().size() - 1).position();
            List<TimelineEntry> rest = audit.timeline(query.after(last)).items();
            fill(random, 5);

            List<TimelineEntry> all =
                    audit.timeline(TimelineQuery.of("acme", 1000)).items();
            List<TimelineEntry> expected = all.stream()
                    .filter(entry -> entry.position().compareTo(last) > 0)
                    .toList();
            List<TimelineEntry> now =
                    audit.timeline(new TimelineQuery("acme", null, last, 1000)).items();
            assertThat(now)
                    .as("seed %d", seed)
                    .isEqualTo(expected)
                    .containsAll(rest)
                    .doesNotContainAnyElementsOf(first.items());
        }
    }

    /** Makes changes and access events within a few milliseconds, and returns a key that has some of each. */
    private UUID fill(Random random, int count) {
        ApiKey key = world.issue(KeySpec.of("acme", Scope.tenant(), "k")).key();
        for (int i = 0; i < count; i++) {
            if (random.nextBoolean()) {
                world.keys()
                        .rename("acme", key.id(), "name " + random.nextInt(), ACTOR)
                        .orElseThrow();
            } else {
                Instant at = START.plusMillis(random.nextInt(20));
                sink.record(List.of(new AccessEvent(at, Kind.REFUSED, "NETWORK", "acme", key.id(), null, null, 1)));
            }
            if (random.nextInt(3) == 0) {
                world.clock.advance(Duration.ofMillis(1));
            }
        }
        return key.id();
    }

    private static void revoke(World world, ApiKey key) {
        world.keys().revoke("acme", key.id(), "leaked", ACTOR).orElseThrow();
    }

    private static String what(TimelineEntry entry) {
        if (entry instanceof Change change) {
            AuditAction action = change.event().action();
            return action.name();
        }
        AccessEvent event = ((Access) entry).event();
        return event.kind() == Kind.REFUSED ? event.reason() : event.kind().name();
    }
}
