package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.SearchFilter.Member;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchOrder.Sort;
import dev.latchkey.ports.query.SearchQuery;
import dev.latchkey.ports.query.SearchQuery.RotationState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The promises SE1 to SE3 for searches that are chosen at random, against a model.
 *
 * <p>If this fails, look at the search that the message names: the rules with fixed searches may pass it by.
 */
abstract class RandomSearchRules extends SearchFixture {
    private static final List<Set<KeyStatus>> STATUSES = List.of(
            ALL,
            EnumSet.of(KeyStatus.ACTIVE, KeyStatus.SUSPENDED),
            EnumSet.of(KeyStatus.ACTIVE, KeyStatus.SUSPENDED, KeyStatus.EXPIRED),
            EnumSet.of(KeyStatus.SUSPENDED),
            EnumSet.of(KeyStatus.EXPIRED),
            EnumSet.of(KeyStatus.REVOKED),
            EnumSet.of(KeyStatus.ACTIVE, KeyStatus.REVOKED));
    private static final List<String> NAMES = List.of("ci", "CI", "ci 2", "c%", "Zoe", "zoe", "é", "x_y", "\\", "日本");
    private static final List<String> OWNERS = List.of("ada@example.org", "Ada@example.org", "ada", "é", "%");
    private static final List<String> TAGS = List.of("prod", "Prod", "pro", "%", "a b");
    private static final List<String> RESOURCES = List.of("n1", "N1", "n", "%");

    private Random random = new Random(0);

    @Test
    void se1_se2_se3_everySearchFindsWhatTheModelFindsPageByPage() {
        long seed = Long.getLong("latchkey.seed", System.nanoTime());
        random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            ApiKey key = insert();
            change(key);
            use(key);
        }
        for (int i = 0; i < 150; i++) {
            assertFoundAsByTheModel(anyQuery(), "of seed " + seed + "; run again with -Dlatchkey.seed=" + seed);
        }
        List<ApiKey> keys = model.keys.values().stream().map(ListedKey::key).toList();
        keys.forEach(this::change);
        keys.forEach(this::use);
        for (int i = 0; i < 50; i++) {
            assertFoundAsByTheModel(anyQuery(), "after changes, of seed " + seed);
        }
    }

    private void assertFoundAsByTheModel(SearchQuery query, String description) {
        List<UUID> expected = walk(new ModelSearch(model), query);
        assertThat(walk(search, query)).as("%s %s", query, description).isEqualTo(expected);
    }

    private ApiKey insert() {
        Scope scope = random.nextInt(3) == 0 ? Scope.tenant() : Scope.resource(pick(RESOURCES));
        KeySpec spec = labeled(KeySpec.of(random.nextInt(8) == 0 ? "globex" : Keys.TENANT, scope, "k"))
                .permissions(pick(List.of(
                        Permissions.NONE, Permissions.ALL, Permissions.of("a:*", "b:c"), Permissions.of("a:b:c"))))
                .expiresAt(random.nextBoolean() ? null : at(1 + random.nextInt(6) * 1_000));
        List<UUID> issuers = new ArrayList<>();
        if (!model.keys.isEmpty() && random.nextBoolean()) {
            ApiKey issuer = pick(List.copyOf(model.keys.values())).key();
            issuers.add(issuer.id());
            issuers.addAll(issuer.identity().issuers().stream().limit(7).toList());
        }
        return insert(spec, issuers, at(-random.nextInt(5)));
    }

    private KeySpec labeled(KeySpec spec) {
        List<String> tags = TAGS.stream().filter(tag -> random.nextInt(3) == 0).toList();
        return spec.name(pick(NAMES))
                .owner(random.nextInt(4) == 0 ? null : pick(OWNERS))
                .tags(tags.toArray(String[]::new));
    }

    private void change(ApiKey key) {
        KeyChange change = key.by(Keys.ACTOR, at(0));
        Transition transition = switch (random.nextInt(9)) {
            case 0 -> change.suspend("test");
            case 1 -> change.revoke("test");
            case 2 -> change.rotate(Keys.secret(), Duration.ofMinutes(1 + random.nextInt(3)));
            case 3 -> change.rotation().begin(Keys.secret(), RotationMode.firstUse());
            case 4 -> change.change(labeled(key.spec()));
            case 5 -> change.changeExpiry(random.nextBoolean() ? null : at(1 + random.nextInt(6) * 1_000));
            case 6 -> key.by(Keys.ACTOR, at(60_000 + random.nextInt(7_000))).expire();
            default -> new Transition.Unchanged(key);
        };
        if (transition instanceof Changed changed) {
            replace(changed);
        }
    }

    private void use(ApiKey key) {
        int days = random.nextInt(6);
        if (days > 0) {
            Instant at = T0.plus(Duration.ofDays(days)).plusMillis(random.nextInt(5));
            use(key, pick(key.secrets()).handle(), random.nextInt(3) == 0 ? at(random.nextInt(5)) : at);
        }
    }

    private SearchQuery anyQuery() {
        Instant when = at(pick(List.of(0, 1, 1_000, 1_001, 3_000, 59_999, 60_000, 600_000)));
        SearchQuery query = SearchQuery.of(Keys.TENANT, when, 1 + random.nextInt(random.nextBoolean() ? 4 : 100))
                .statuses(pick(STATUSES))
                .rotation(random.nextInt(4) > 0 ? null : pick(List.of(RotationState.values())));
        boolean descending = random.nextBoolean();
        if (random.nextBoolean()) {
            SearchQuery ordered = query.order(ranged(SearchOrder.by(Sort.CREATED, descending), -5, 1));
            return random.nextInt(5) == 0 ? ordered : filtered(ordered);
        }
        SearchOrder lastUse = SearchOrder.by(Sort.LAST_USED, descending);
        return switch (random.nextInt(7)) {
            case 0 -> query.order(SearchOrder.by(Sort.NAME, descending));
            case 1 -> query.order(new SearchOrder(Sort.EXPIRES, descending, null, null, true));
            case 2 -> query.order(new SearchOrder(Sort.LAST_USED, descending, null, null, true));
            case 3 -> query.order(lastUse.range(random.nextBoolean() ? day() : null, day()));
            case 4 -> query.order(lastUse.range(random.nextBoolean() ? day() : null, null));
            default -> query.order(ranged(SearchOrder.by(Sort.EXPIRES, descending), 1, 1_000));
        };
    }

    /** The first instant of a day. */
    private Instant day() {
        return T0.minus(Duration.ofHours(12)).plus(Duration.ofDays(random.nextInt(7)));
    }

    private SearchOrder ranged(SearchOrder order, long least, long step) {
        Instant from = at(least + step * random.nextInt(6));
        Instant before = at(least + step * random.nextInt(6));
        return switch (random.nextInt(5)) {
            case 0 -> order.range(from, null);
            case 1 -> order.range(null, before);
            case 2 -> order.range(from, before);
            default -> order;
        };
    }

    private SearchQuery filtered(SearchQuery query) {
        Member member = pick(List.of(Member.values()));
        ApiKey any = pick(List.copyOf(model.keys.values())).key();
        String value = switch (member) {
            case RESOURCE -> pick(RESOURCES);
            case OWNER -> pick(OWNERS);
            case TAG -> pick(TAGS);
            case PERMISSION -> pick(List.of("a:b", "a:b:c", "b:c", "b:d", "a:c:d"));
            case ISSUER -> any.id().toString();
            case TEXT ->
                random.nextBoolean() ? pick(NAMES) : any.currentSecret().displayPrefix();
        };
        return query.filter(member, value);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
