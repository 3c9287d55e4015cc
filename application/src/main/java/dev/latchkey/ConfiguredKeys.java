package dev.latchkey;

import dev.latchkey.ConfiguredKeyResult.Outcome;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.ConfiguredValue;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition.Unchanged;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service that makes the keys of a host's configuration, such as the first key of an installation. A host calls it
 * at each start.
 *
 * <pre>{@code
 * KeySpec ci = KeySpec.of("acme", Scope.tenant(), "ci").permissions(Permissions.of("deploy:*"));
 * latchkey.configuredKeys().apply(List.of(ConfiguredKey.of(ci, environmentVariable)));
 * }</pre>
 *
 * <p>A key that is there with the same value is left as it is, so that every start after the first changes nothing. Of
 * several nodes that start at the same time, one makes the key. A key that was revoked stays revoked. A key that is no
 * longer configured stays in force. Whatever is not as configured is logged as a warning.
 *
 * <p>Each key has a slot whose name begins with {@value #SLOT}. No {@linkplain dev.latchkey.core.access.KeyPolicy
 * policy} bounds these keys, and nothing else puts keys into such slots. Safe for use by several threads. Throws the
 * exceptions of {@link ApiKeys}.
 */
public final class ConfiguredKeys {
    /** The beginning of the slot of every configured key. Its name in the configuration follows. */
    public static final String SLOT = "configured:";

    private static final int ATTEMPTS = 8;
    private static final int PAGE = 1000;
    private static final int PAGES = 10;
    static final Actor ACTOR = Actor.host("configuration");
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredKeys.class);

    private final GuardedStore store;
    private final ConfiguredKeyValue.Factory values;
    private final Clock clock;
    private final Duration retryAfter;

    ConfiguredKeys(GuardedStore store, ConfiguredKeyValue.Factory values, Clock clock, Duration retryAfter) {
        this.store = store;
        this.values = values;
        this.clock = clock;
        this.retryAfter = retryAfter;
    }

    /**
     * Makes the keys that are missing, and rotates those that have a new value and may be rotated. Every key is checked
     * before the first one is made. If a call fails, repeat it.
     *
     * <p>Keys that are no longer configured are found in the tenants that the configuration still names, among the
     * newest {@code 10,000} keys in force of each.
     *
     * @param keys all keys of the configuration
     * @return the result of each key in this order, and then one for each key that is no longer configured
     * @throws InvalidValueException if two keys have the same tenant, scope and name, or a value is neither of the
     *     configured format nor has 32 to 512 visible ASCII characters, or needs {@link LatchkeyBuilder#importedKeys}
     * @throws KeyOperationException if the hashing gate is full, or a key is changed by others again and again
     */
    public List<ConfiguredKeyResult> apply(List<ConfiguredKey> keys) {
        Set<Place> places = new HashSet<>();
        List<ConfiguredKeyValue> all = new ArrayList<>();
        for (ConfiguredKey key : keys) {
            ConfiguredKeyValue value = values.of(key);
            store.check(value.spec());
            Checks.that(places.add(value.place()), "name", "must be unique within its tenant and scope");
            all.add(value);
        }
        List<ConfiguredKeyResult> results = new ArrayList<>();
        for (ConfiguredKeyValue value : all) {
            results.add(logged(apply(value)));
        }
        for (ListedKey listed : notConfigured(places)) {
            ApiKey key = listed.key();
            String name = Place.of(key).slot().substring(SLOT.length());
            results.add(
                    logged(new ConfiguredKeyResult(key.tenant(), key.scope(), name, Outcome.NOT_CONFIGURED, key.id())));
        }
        return List.copyOf(results);
    }

    /**
     * Checks that a slot is none of a configured key: the key in such a slot gets a value of the configuration, and no
     * policy bounds it.
     *
     * @throws InvalidValueException if it is
     */
    static void checkNotOneOfTheirs(@Nullable String slot) {
        Checks.that(!isOneOfTheirs(slot), "slot", "must not begin with " + SLOT);
    }

    /** Tells whether a slot is one of a configured key. */
    static boolean isOneOfTheirs(@Nullable String slot) {
        return slot != null && slot.startsWith(SLOT);
    }

    private ConfiguredKeyResult apply(ConfiguredKeyValue value) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<ApiKey> holder = holder(value);
            Outcome outcome = holder.isPresent() ? existing(value, holder.get()) : create(value);
            if (outcome != null) {
                KeySpec spec = value.spec();
                return new ConfiguredKeyResult(
                        spec.tenant(),
                        spec.scope(),
                        value.name(),
                        outcome,
                        holder(value).map(ApiKey::id).orElse(null));
            }
        }
        throw new KeyOperationException(Result.of(Result.Outcome.CONTENDED));
    }

    /** Creates the key; null if another node has created or purged one meanwhile. */
    private @Nullable Outcome create(ConfiguredKeyValue value) {
        Result<ApiKey> created = value.create().get();
        return switch (created.outcome()) {
            case TENANT_ENDED -> Outcome.TENANT_ENDED;
            case SLOT_TAKEN -> null;
            case ALREADY_IMPORTED -> holder(value).isPresent() ? null : Outcome.VALUE_TAKEN;
            default -> {
                created.orElseThrow();
                yield Outcome.CREATED;
            }
        };
    }

    private @Nullable Outcome existing(ConfiguredKeyValue value, ApiKey key) {
        return switch (ConfiguredValue.of(key, value.handles(), clock.instant())) {
            case CURRENT ->
                key.permissions().equals(value.spec().permissions()) ? Outcome.UNCHANGED : Outcome.OTHER_PERMISSIONS;
            case EARLIER -> Outcome.EARLIER_VALUE;
            case ENDED -> Outcome.ENDED;
            case NEW -> value.rotates() ? rotate(value, key) : Outcome.OTHER_VALUE;
        };
    }

    /** Rotates the key; null if it has to be looked at again. */
    private @Nullable Outcome rotate(ConfiguredKeyValue value, ApiKey key) {
        boolean taken = value.handles().stream()
                .anyMatch(handle -> store.findByHandle(handle).value().isPresent());
        if (taken) {
            // By this key, if another node has rotated it meanwhile.
            ApiKey now = store.findById(key.id()).value().orElse(key);
            return now.version() == key.version() ? Outcome.VALUE_TAKEN : null;
        }
        Optional<Secret> made = value.secret().get();
        if (made.isEmpty()) {
            throw new KeyOperationException(Result.overloaded(retryAfter));
        }
        Secret fresh = made.get();
        Result<ApiKey> rotated = new OptimisticUpdate(store)
                .change(
                        key.tenant(),
                        key.id(),
                        stored -> null,
                        stored -> ConfiguredValue.of(stored, value.handles(), clock.instant()) == ConfiguredValue.NEW
                                ? stored.by(ACTOR, clock.instant()).rotation().begin(fresh, RotationMode.NOW)
                                : new Unchanged(stored),
                        Result.of(Result.Outcome.ALREADY_IMPORTED));
        return switch (rotated.outcome()) {
            case DONE -> rotated.value().currentSecret().equals(fresh) ? Outcome.ROTATED : null;
            case ALREADY_IMPORTED -> Outcome.VALUE_TAKEN;
            case NOT_FOUND -> null;
            default -> throw new KeyOperationException(rotated);
        };
    }

    private Optional<ApiKey> holder(ConfiguredKeyValue value) {
        Place place = value.place();
        return store.findBySlot(place.tenant(), place.scope(), place.slot()).value();
    }

    private List<ListedKey> notConfigured(Set<Place> places) {
        Set<String> tenants = new TreeSet<>();
        places.forEach(place -> tenants.add(place.tenant()));
        List<ListedKey> found = new ArrayList<>();
        for (String tenant : tenants) {
            KeyQuery query = KeyQuery.of(tenant, PAGE).aliveAt(clock.instant());
            boolean more = true;
            for (int i = 0; more && i < PAGES; i++) {
                Page<ListedKey> page = store.list(query);
                for (ListedKey listed : page.items()) {
                    String slot = listed.key().slot();
                    if (slot != null && slot.startsWith(SLOT) && !places.contains(Place.of(listed.key()))) {
                        found.add(listed);
                    }
                    query = query.after(listed.position());
                }
                more = page.more();
            }
        }
        return found;
    }

    private static ConfiguredKeyResult logged(ConfiguredKeyResult result) {
        Outcome outcome = result.outcome();
        // One line for each key of the configuration, at each start.
        Consumer<String> known = outcome == Outcome.UNCHANGED ? LOG::debug : LOG::info;
        Consumer<String> log = outcome.isAsConfigured() ? known : LOG::warn;
        log.accept("The configured key \"" + result.name() + "\" of the tenant " + result.tenant() + " "
                + outcome.text() + " (id " + result.id() + ")");
        return result;
    }

    /** The slot of a configured key. */
    record Place(String tenant, Scope scope, String slot) {
        static Place of(ApiKey key) {
            return new Place(key.tenant(), key.scope(), String.valueOf(key.slot()));
        }
    }
}
