package dev.latchkey;

import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.hashing.Peppers;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Nodes with different peppers or costs on one store. */
class SecretUpgradeProperties {
    private static final List<String> IDS = List.of("p0", "p1", "p2");
    private static final Pattern PARTS = Pattern.compile("m=(\\d+),t=(\\d+),p=\\d(?:,keyid=(\\w+))?\\$");

    @Property(tries = 60)
    void twoNodesReplaceAHashOnlyByABetterOneAndEachAtMostOnce(@ForAll Random random) {
        try (World maker = node(new HookedStore(), random);
                World one = node(maker.store, random);
                World two = node(maker.store, random)) {
            IssuedKey issued = maker.issue(SPEC);
            UUID id = issued.key().id();
            List<String> hashes = new ArrayList<>(List.of(hash(maker, id)));
            for (int request = 0; request < 12; request++) {
                (random.nextBoolean() ? one : two).accepted(issued.rawKey());
                String stored = hash(maker, id);
                if (!stored.equals(hashes.get(hashes.size() - 1))) {
                    assertBetter(hashes.get(hashes.size() - 1), stored);
                    hashes.add(stored);
                }
            }
            assertThat(hashes).hasSizeLessThanOrEqualTo(3);
            assertThat(rehashed(maker, id)).isEqualTo(hashes.size() - 1);
        }
    }

    @Property(tries = 40)
    void aPepperIsIntroducedAndRotatedNodeByNodeWithoutARefusalAndWithOneHashForEach(@ForAll Random random) {
        List<Peppers> phases = List.of(
                Peppers.NONE,
                Peppers.NONE.withNext("p1", pepper(1)),
                Peppers.NONE.withCurrent("p1", pepper(1)),
                Peppers.NONE.withCurrent("p1", pepper(1)).withNext("p2", pepper(2)),
                Peppers.NONE.withPrevious("p1", pepper(1)).withCurrent("p2", pepper(2)),
                Peppers.NONE.withCurrent("p2", pepper(2)));
        HookedStore store = new HookedStore();
        World[] nodes = {new World(store, b -> {}), new World(store, b -> {})};
        try {
            List<IssuedKey> issued = new ArrayList<>();
            for (Peppers phase : phases) {
                int first = random.nextInt(2);
                for (int node : new int[] {first, 1 - first}) {
                    nodes[node].close();
                    nodes[node] = new World(store, b -> b.peppers(phase));
                    issued.add(nodes[random.nextInt(2)].issue(SPEC));
                    for (int request = 0; request < 6; request++) {
                        RawKey raw = issued.get(random.nextInt(issued.size())).rawKey();
                        nodes[random.nextInt(2)].accepted(raw);
                    }
                }
                // Every key is used in every phase, so that at its end no hash names an older pepper.
                issued.forEach(key -> nodes[0].accepted(key.rawKey()));
            }
            for (IssuedKey key : issued) {
                assertThat(rehashed(nodes[0], key.key().id())).isLessThanOrEqualTo(2);
                nodes[1].accepted(key.rawKey());
            }
        } finally {
            nodes[0].close();
            nodes[1].close();
        }
    }

    /** A node whose current pepper and costs are drawn. It knows every pepper. */
    private static World node(HookedStore store, Random random) {
        int current = random.nextInt(IDS.size());
        Argon2Parameters cost =
                new Argon2Parameters(64 + 16 * random.nextInt(3), 1 + random.nextInt(3), 1 + random.nextInt(2));
        return new World(store, builder -> builder.peppers(peppers(current)).argon2(cost));
    }

    private static Peppers peppers(int current) {
        Peppers peppers = Peppers.NONE;
        for (int i = 0; i < IDS.size(); i++) {
            byte[] pepper = pepper(i);
            if (i < current) {
                peppers = peppers.withPrevious(IDS.get(i), pepper);
            } else {
                peppers = i == current ? peppers.withCurrent(IDS.get(i), pepper) : peppers.withNext(IDS.get(i), pepper);
            }
        }
        return peppers;
    }

    private static byte[] pepper(int number) {
        byte[] pepper = new byte[16];
        pepper[0] = (byte) number;
        return pepper;
    }

    private static String hash(World world, UUID id) {
        return world.store.get(id).currentSecret().hash();
    }

    private static long rehashed(World world, UUID id) {
        return world.store.events(id).stream()
                .map(AuditEvent::action)
                .filter(action -> action == AuditAction.REHASHED)
                .count();
    }

    private static void assertBetter(String before, String after) {
        Matcher worse = PARTS.matcher(before);
        Matcher better = PARTS.matcher(after);
        assertThat(worse.find() && better.find()).isTrue();
        int improved = 0;
        for (int part = 1; part <= 3; part++) {
            // Ids of peppers sort as text, and so do they in base64.
            int compared = part == 3
                    ? better.group(part).compareTo(worse.group(part))
                    : Integer.compare(Integer.parseInt(better.group(part)), Integer.parseInt(worse.group(part)));
            assertThat(compared).as("part %d: %s, then %s", part, before, after).isNotNegative();
            improved += compared > 0 ? 1 : 0;
        }
        assertThat(improved).isPositive();
    }
}
