package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.http.spi.Body;
import dev.latchkey.http.spi.InMemoryResourceDirectory;
import dev.latchkey.http.spi.Resource;
import dev.latchkey.http.spi.Response;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Managed keys without a socket: a request goes in, and its response comes out. */
final class ManagedHost implements AutoCloseable {
    static final Actor SETUP = Actor.host("setup");
    static final Instant START = Instant.parse("2026-06-28T15:00:00Z");

    /** Of all tenants, and may do everything; its credential is not ambient. */
    static final Operator ADA = Operator.of(Actor.user("ada"))
            .displayName("Ada")
            .allTenants()
            .mayEverything()
            .mayGrant(Permissions.ALL)
            .ambient(false);

    final InMemoryKeyStore store = new InMemoryKeyStore();
    final Map<String, Operator> operators = new HashMap<>(Map.of("ada", ADA));
    final Latchkey latchkey;
    final LatchkeyWeb web;

    ManagedHost() {
        this(web -> {});
    }

    ManagedHost(Consumer<LatchkeyWebBuilder> choices) {
        this(keys -> {}, choices, managed -> managed);
    }

    ManagedHost(
            Consumer<LatchkeyBuilder> keys, Consumer<LatchkeyWebBuilder> choices, UnaryOperator<ManagedKeys> managed) {
        LatchkeyBuilder builder = Latchkey.builder()
                .store(store)
                .keyFormat(KeyFormat.of("ps_"))
                .clock(Clock.fixed(START, ZoneOffset.UTC))
                .argon2(new Argon2Parameters(64, 1, 1))
                .sealing(SealingKeys.of("k1", new byte[32]))
                .auditSink(events -> {});
        keys.accept(builder);
        this.latchkey = builder.build();
        LatchkeyWebBuilder web = LatchkeyWeb.builder(latchkey)
                .resources(InMemoryResourceDirectory.empty().with("acme", new Resource("wn_1", "1", "one")))
                .managedKeys(managed.apply(ManagedKeys.at(ManagedKeys.BASE)
                        .operators(request -> request.header("x-operator").stream()
                                .findFirst()
                                .flatMap(name -> Optional.ofNullable(operators.get(name))))));
        choices.accept(web);
        this.web = web.build();
    }

    /** Begins a request to an endpoint, with the type of a JSON body. */
    static FakeRequest request(String method, String path) {
        String[] parts = path.split("\\?", 2);
        FakeRequest request = FakeRequest.of(method, ManagedKeys.BASE + parts[0]);
        request.query(parts.length > 1 ? parts[1] : null);
        return method.equals("GET") ? request : request.header("Content-Type", "application/json");
    }

    Response send(FakeRequest request, String json) {
        Decision decision = web.decide(request);
        if (decision instanceof Decision.Respond answered) {
            return answered.response();
        }
        assertThat(decision).isInstanceOf(Decision.Endpoint.class);
        return ((Decision.Endpoint) decision)
                .answer()
                .apply(json == null ? Body.NONE : Body.of(json.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends a request of the operator who may do everything. */
    Response send(String method, String path, String json) {
        return send(request(method, path).header("x-operator", "ada"), json);
    }

    ApiKey issue(KeySpec spec) {
        return latchkey.keys().issue(spec, SETUP).orElseThrow().key();
    }

    ApiKey issue() {
        return issue(KeySpec.of("acme", Scope.tenant(), "ci").allPermissions());
    }

    static String text(Response response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        latchkey.close();
    }
}
