package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.KeyPolicy;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeyPatch;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.ports.IdleReport;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.SearchFilter;
import dev.latchkey.ports.query.SearchQuery;
import dev.latchkey.ports.query.TimelineQuery;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Callers of the Java API that pass a raw key as any text of any method. It gets into no error, no event, no log and no
 * column. The methods are found by reflection: one with a parameter of a new type needs an example of it here.
 */
class RawKeyTextsTest {
    private final String fromElsewhere = fromElsewhere();
    private final List<Object> announced = new ArrayList<>();
    private final World world = new World(
            builder -> builder.sealing(SealingKeys.of("k1", new byte[32])).changes(announced::add));
    private final String raw = world.issue(World.SPEC).rawKey().reveal();
    private int calls;

    private static String fromElsewhere() {
        try (World other = new World()) {
            return other.issue(World.SPEC).rawKey().reveal();
        }
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** Each service, which is made anew because a key of a call may have ended. */
    private List<Supplier<Object>> services() {
        Latchkey all = world.latchkey;
        Operator ada = operator(World.ACTOR);
        IdempotencyKey once = new IdempotencyKey("once");
        return List.of(
                all::keys,
                () -> all.keys().rotations(),
                () -> all.keys().once(once),
                () -> all.keys().once(new IdempotencyKey(raw)),
                () -> all.keys().revokeAll("leaked " + raw, World.ACTOR),
                () -> all.keys().revokeAll("leaked", Actor.user(raw)),
                all::tenants,
                all::sealedKeys,
                all::imports,
                all::configuredKeys,
                all::management,
                () -> all.management().by(ada),
                () -> all.management().by(ada).once(new IdempotencyKey(raw)),
                () -> all.management().by(ada).reader(),
                () -> all.management().by(ada).bulk(),
                () -> all.management().by(operator(Actor.user(raw))),
                () -> all.management().by(operator(Actor.user(raw))).bulk(),
                all::policies,
                all::usage,
                all::audit,
                all::retention,
                all::maintenance);
    }

    private static Operator operator(Actor actor) {
        return Operator.of(actor).allTenants().mayEverything().mayGrant(Permissions.ALL);
    }

    @Test
    void noTextWithARawKeyIsKeptOrRepeated() throws Exception {
        for (Supplier<Object> service : services()) {
            for (Method method : methods(service.get().getClass())) {
                for (int parameter = -1; parameter < method.getParameterCount(); parameter++) {
                    call(service, method, parameter);
                }
            }
        }
        assertThat(calls).isGreaterThan(200);
        assertClean();
    }

    private static List<Method> methods(Class<?> service) {
        return Arrays.stream(service.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .sorted(Comparator.comparing(Method::toString))
                .toList();
    }

    /** Calls a method with every text that one of its parameters can have; -1 for none. */
    private void call(Supplier<Object> service, Method method, int parameter) throws Exception {
        Class<?>[] types = method.getParameterTypes();
        List<Supplier<Object>> wrong =
                parameter < 0 ? List.of(() -> null) : withRawKey(types[parameter], method.getName());
        for (Supplier<Object> text : wrong) {
            assertThat(world.latchkey.tenants().reopen("acme", World.ACTOR)).isTrue();
            ApiKey key = world.keys()
                    .issue(
                            KeySpec.of("acme", Scope.tenant(), "one")
                                    .allPermissions()
                                    .owner("o"),
                            World.ACTOR)
                    .orElseThrow()
                    .key();
            Object[] arguments = new Object[types.length];
            try {
                for (int i = 0; i < types.length; i++) {
                    arguments[i] = i == parameter ? text.get() : usual(types[i], method, key);
                }
                calls++;
                method.invoke(service.get(), arguments);
            } catch (InvocationTargetException e) {
                assertNotRepeated(method, e.getCause());
            } catch (InvalidValueException | IllegalArgumentException e) {
                assertNotRepeated(method, e);
            }
        }
    }

    private void assertClean() {
        List<Object> kept = new ArrayList<>(announced);
        kept.addAll(world.recorded);
        for (String tenant : List.of("acme", raw)) {
            world.latchkey.tenants().find(tenant).ifPresent(kept::add);
        }
        for (ApiKey key : world.store.all(null, 10_000).items()) {
            kept.add(key.spec());
            kept.add(key.identity());
            kept.add(String.valueOf(key.suspension()));
            kept.add(String.valueOf(key.revocation()));
        }
        assertThat(kept).hasSizeGreaterThan(calls);
        assertThat(kept).noneMatch(one -> one.toString().contains(raw));
    }

    private void assertNotRepeated(Method method, Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).as("%s", method).doesNotContain(raw);
    }

    /** Returns values of a type, each of which has the raw key in one of its texts. */
    private List<Supplier<Object>> withRawKey(Class<?> type, String method) {
        if (type == String.class) {
            return List.of(() -> raw, () -> "leaked: " + raw + ".");
        }
        if (type == Actor.class) {
            return List.of(
                    () -> Actor.user(raw),
                    () -> Actor.host("a " + raw),
                    () -> new Actor(Actor.Kind.USER, "ada", Origin.UNKNOWN.requestId(raw)));
        }
        if (type == KeySpec.class) {
            return List.of(
                    () -> World.SPEC.name(raw),
                    () -> World.SPEC.owner(raw),
                    () -> World.SPEC.tags("a", raw.substring(0, Math.min(64, raw.length()))),
                    () -> World.SPEC.description("for " + raw),
                    () -> World.SPEC.slot(raw),
                    () -> World.SPEC.slot("s").name(raw),
                    () -> World.SPEC.permissions(Permissions.of(raw)),
                    () -> KeySpec.of(raw, Scope.tenant(), "ci"),
                    () -> KeySpec.of("acme", Scope.resource(raw), "ci"));
        }
        if (type == KeyPatch.class) {
            return List.of(
                    () -> KeyPatch.NONE.name(raw),
                    () -> KeyPatch.NONE.owner(raw),
                    () -> KeyPatch.NONE.tags(List.of(raw)),
                    () -> KeyPatch.NONE.description(raw),
                    () -> KeyPatch.NONE.permissions(Permissions.of(raw)));
        }
        if (type == UnaryOperator.class) {
            UnaryOperator<KeySpec> owned = spec -> spec.owner(raw);
            return List.of(() -> owned);
        }
        if (type == Permissions.class) {
            return List.of(() -> Permissions.of(raw));
        }
        if (type == IdempotencyKey.class) {
            return List.of(() -> new IdempotencyKey(raw));
        }
        if (type == Operator.class) {
            return List.of(() -> operator(Actor.user(raw)));
        }
        if (type == Caller.class) {
            return List.of(
                    () -> Caller.of("acme", Scope.tenant(), Permissions.ALL, raw),
                    () -> Caller.of(raw, Scope.tenant(), Permissions.ALL, "oauth"));
        }
        if (type == KeyQuery.class) {
            return List.of(() -> KeyQuery.of(raw, 10));
        }
        if (type == AuditQuery.class) {
            return List.of(() -> AuditQuery.of(raw, 10));
        }
        if (type == TimelineQuery.class) {
            return List.of(() -> TimelineQuery.of(raw, 10));
        }
        if (type == SearchQuery.class) {
            return Arrays.stream(SearchFilter.Member.values())
                    .<Supplier<Object>>map(member ->
                            () -> SearchQuery.of("acme", World.START, 10).filter(member, raw))
                    .toList();
        }
        if (type == List.class && method.equals("apply")) {
            return List.of(() -> List.of(ConfiguredKey.of(World.SPEC.name(raw), fromElsewhere)));
        }
        return List.of();
    }

    private Object usual(Class<?> type, Method method, ApiKey key) {
        if (type == String.class) {
            return method.getName().equals("importKey") ? fromElsewhere : "acme";
        }
        if (type == UUID.class) {
            return key.id();
        }
        if (type == ApiKey.class) {
            return key;
        }
        if (type == Actor.class) {
            return World.ACTOR;
        }
        if (type == Caller.class) {
            return Caller.of("acme", Scope.tenant(), Permissions.ALL, "oauth");
        }
        if (type == KeySpec.class) {
            return KeySpec.of("acme", Scope.tenant(), "spec").allPermissions();
        }
        if (type == Collection.class) {
            return method.getName().equals("listed")
                    ? List.of(key.id())
                    : method.getName().equals("inSlot") ? List.of(Scope.tenant()) : List.of(key);
        }
        if (type == List.class) {
            return List.of();
        }
        return Optional.<Object>ofNullable(constant(type))
                .orElseThrow(() -> new AssertionError("an example of " + type));
    }

    private static Object constant(Class<?> type) {
        UnaryOperator<KeySpec> asItIs = UnaryOperator.identity();
        LongPredicate any = version -> true;
        KeyPolicies none = (tenant, scope) -> KeyPolicy.NONE;
        List<Object> examples = List.of(
                RotationMode.NOW,
                Suspension.Cause.OWNER,
                Permissions.of("a:b"),
                Limits.NONE,
                World.START.plusSeconds(60),
                Duration.ofHours(1),
                KeyQuery.of("acme", 10),
                AuditQuery.of("acme", 10),
                TimelineQuery.of("acme", 10),
                SearchQuery.of("acme", World.START, 10),
                new IdempotencyKey("key"),
                KeyPatch.NONE.description("d"),
                Scope.tenant(),
                operator(World.ACTOR),
                new IdleReport("acme", 1, World.START, IdleReport.Reason.FIRST, 1, 1, World.START, false),
                Retention.Ages.DEFAULT,
                asItIs,
                any,
                none,
                new byte[32]);
        if (type == int.class) {
            return 10;
        }
        if (type == boolean.class) {
            return false;
        }
        return examples.stream().filter(type::isInstance).findFirst().orElse(null);
    }
}
