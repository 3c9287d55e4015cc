package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.NewKey;
import dev.latchkey.core.key.Provenance;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyFilter;
import dev.latchkey.ports.query.KeyQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Random steps on the store and on a model, which must answer alike after each: all promises but those about
 * simultaneous calls. A failure names the seed; {@code -Dlatchkey.seed=} runs it again.
 *
 * <p>If this fails, look at the step that the failure names, and write it as a test of its own.
 */
abstract class ModelRules extends StoreRules {
    private static final List<String> TENANTS = List.of("acme", "Acme");
    private static final List<Scope> SCOPES = List.of(Scope.tenant(), Scope.resource("n1"), Scope.resource("N1"));
    private static final List<String> SLOTS = List.of("default", "other");

    private final ModelStore model = new ModelStore();

    /** Versions that were, for stale changes. */
    private final List<ApiKey> previous = new ArrayList<>();

    /** Is changed several times in a row: only a key with a long history has forgotten secrets. */
    private UUID favourite = new UUID(0, 0);

    private Random random = new Random(0);
    private RandomChanges changes = new RandomChanges(random, this::handle);
    private Instant now = T0;
    private String step = "";

    @RepeatedTest(5)
    void theStoreAnswersLikeTheModel(RepetitionInfo run) {
        long seed = Long.getLong("latchkey.seed", System.nanoTime() + run.getCurrentRepetition());
        random = new Random(seed);
        changes = new RandomChanges(random, this::handle);
        for (int i = 1; i <= contract().steps(); i++) {
            try {
                now = now.plusMillis(random.nextInt(4));
                doSomething();
                compare();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "at step " + i + " (" + step + ") of seed " + seed + "; run again with -Dlatchkey.seed=" + seed,
                        e);
            }
        }
    }

    private void doSomething() {
        int dice = random.nextInt(100);
        if (dice < 30 || model.keys.isEmpty()) {
            insert();
        } else if (dice < 80) {
            change();
        } else if (dice < 95) {
            recordUse();
        } else {
            purge();
        }
    }

    private void insert() {
        KeySpec place = changes.labeled(KeySpec.of(pick(TENANTS), pick(SCOPES), "key"));
        boolean inSlot = random.nextInt(4) > 0;
        KeySpec spec = inSlot ? place.slot(pick(SLOTS)) : place;
        UUID id = new UUID(random.nextLong(), random.nextLong());
        Changed first = NewKey.issue(
                id,
                inSlot || model.keys.isEmpty() ? List.of() : issuers(),
                random.nextInt(3) > 0 ? spec : spec.expiresAt(changes.soon(now)),
                Keys.secret(handle()),
                AuditAction.ISSUED,
                Keys.ACTOR,
                now);
        // A slot may see a turn again, and an earlier one after a later one.
        Changed issued = inSlot ? Keys.inTurn(first, 1 + random.nextInt(20)) : first;
        step = "insert " + issued;
        boolean either = model.handleTaken(null, issued.next()) && model.slotTaken(issued.next());
        Insertion expected = model.insert(issued.next(), issued.event()).value();
        Insertion actual = store.insert(issued.next(), issued.event()).value();
        if (either) {
            assertThat(actual).isIn(Insertion.HANDLE_TAKEN, Insertion.SLOT_TAKEN);
        } else {
            assertThat(actual).isEqualTo(expected);
        }
    }

    /** A key and its issuers, as many as can be stored. */
    private List<UUID> issuers() {
        ApiKey issuer = anyKey();
        return Stream.concat(Stream.of(issuer.id()), issuer.identity().issuers().stream())
                .limit(Provenance.MAX_ISSUERS)
                .toList();
    }

    private void change() {
        int dice = random.nextInt(10);
        boolean stale = dice == 0 && !previous.isEmpty();
        ApiKey key = stale ? pick(previous) : model.findById(favourite).value().orElseGet(this::anyKey);
        favourite = key.revocation() != null || random.nextInt(20) == 0 ? anyKey().id() : key.id();
        Changed changed = changes.any(key, now);
        if (dice == 1 && changed != null) {
            // The change after that, with a version missing in between.
            changed = changes.any(changed.next(), now);
        }
        if (changed == null) {
            return;
        }
        step = "replace " + changed;
        Replacement expected = model.replace(changed.next(), changed.event()).value();
        assertThat(store.replace(changed.next(), changed.event()).value()).isEqualTo(expected);
        if (expected == Replacement.REPLACED) {
            previous.add(key);
        }
    }

    private void recordUse() {
        List<KeyUse> uses = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            UUID id = random.nextInt(5) == 0 ? Keys.id() : anyKey().id();
            uses.add(new KeyUse(id, now.minusMillis(random.nextInt(1000)), 1 + random.nextInt(5)));
        }
        step = "recordUse " + uses;
        model.recordUse(UseBatch.of(uses));
        store.recordUse(UseBatch.of(uses));
    }

    /** Which of the dead go first is the store's to choose: the model follows. */
    private void purge() {
        Instant before = boundary();
        int limit = 1 + random.nextInt(5);
        step = "purge " + before + " " + limit;
        List<UUID> dead = model.dead(before);
        Purge purge = new Purge(before, limit, Keys.ACTOR, now);
        int purged = store.purge(purge);
        assertThat(purged).isEqualTo(Math.min(limit, dead.size()));
        List<UUID> gone = dead.stream()
                .filter(id -> elsewhere.findById(id).value().isEmpty())
                .toList();
        assertThat(gone).hasSize(purged);
        gone.forEach(id -> model.remove(id, purge));
    }

    private void compare() {
        String tenant = pick(TENANTS);
        assertThat(elsewhere.list(KeyQuery.of(tenant, 1000))).isEqualTo(model.list(KeyQuery.of(tenant, 1000)));
        KeyQuery keys = new KeyQuery(
                tenant,
                filter(),
                random.nextBoolean() ? boundary() : null,
                random.nextBoolean() ? somewhere() : null,
                1 + random.nextInt(8));
        assertThat(elsewhere.list(keys)).as("%s", keys).isEqualTo(model.list(keys));

        Instant before = boundary();
        int limit = 1 + random.nextInt(8);
        assertThat(elsewhere.expired(before, limit))
                .as("expired before %s", before)
                .isEqualTo(model.expired(before, limit));

        AuditQuery events = AuditQuery.of(tenant, 1 + random.nextInt(20));
        if (!model.events.isEmpty()) {
            events = random.nextBoolean()
                    ? events
                    : events.key(pick(model.events).keyId());
            events = random.nextBoolean() ? events : events.after(AuditQuery.Position.of(pick(model.events)));
        }
        assertThat(elsewhere.audit(events)).as("%s", events).isEqualTo(model.audit(events));

        String handle = handle();
        assertThat(elsewhere.findByHandle(handle).value())
                .as("by handle %s", handle)
                .isEqualTo(model.findByHandle(handle).value());
        Scope scope = pick(SCOPES);
        String slot = pick(SLOTS);
        assertThat(elsewhere.findBySlot(tenant, scope, slot).value())
                .as("%s of %s of %s", slot, scope, tenant)
                .isEqualTo(model.findBySlot(tenant, scope, slot).value());
    }

    private @Nullable KeyFilter filter() {
        return switch (random.nextInt(4)) {
            case 0 -> new KeyFilter(KeyFilter.Member.SLOT, pick(SLOTS));
            case 1 ->
                model.keys.isEmpty()
                        ? null
                        : new KeyFilter(KeyFilter.Member.ISSUER, anyKey().id().toString());
            case 2 -> new KeyFilter(KeyFilter.Member.HANDLE, handle().substring(0, 8 + random.nextInt(3)));
            default -> null;
        };
    }

    private KeyQuery.@Nullable Position somewhere() {
        return model.keys.isEmpty() ? null : new KeyQuery.Position(anyKey().createdAt(), anyKey().id());
    }

    private ApiKey anyKey() {
        List<UUID> ids = model.keys.keySet().stream().sorted().toList();
        return model.findById(pick(ids)).value().orElseThrow();
    }

    /** An instant around now, often one at which a key died or will. */
    private Instant boundary() {
        Instant around = now.plusMillis(random.nextInt(20) - 100);
        return model.keys.isEmpty() ? around : anyKey().deadSince().orElse(around);
    }

    /** One that is or was in use, or another one. */
    private String handle() {
        List<String> used = model.handles.keySet().stream().sorted().toList();
        return random.nextInt(3) == 0 && !used.isEmpty() ? pick(used) : "handle" + (1000 + random.nextInt(9000));
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
