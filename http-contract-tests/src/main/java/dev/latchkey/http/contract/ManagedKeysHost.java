package dev.latchkey.http.contract;

import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.http.LatchkeyWebBuilder;
import dev.latchkey.http.ManagedKeys;
import dev.latchkey.http.contract.fixture.TestHost;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** A host whose keys operators manage. An operator is known by its name in a header. */
abstract class ManagedKeysHost extends HostTest {
    static final String HEADER = "x-operator";
    static final String BASE = "/latchkey";
    static final String KEYS = BASE + "/keys";

    /** Of all tenants, and may do everything. */
    static final String ADA = "ada";

    final Map<String, Operator> operators = new ConcurrentHashMap<>(Map.of(
            ADA,
            Operator.of(Actor.user(ADA))
                    .displayName("Ada")
                    .allTenants()
                    .mayEverything()
                    .mayGrant(Permissions.ALL)
                    .ambient(false)));

    private TestHost host;

    @AfterEach
    void stop() {
        if (host != null) {
            host.close();
        }
    }

    TestHost host() {
        return host(keys -> {}, web -> {});
    }

    TestHost host(Consumer<LatchkeyBuilder> keys, Consumer<LatchkeyWebBuilder> web) {
        return host(keys, web, managed -> managed);
    }

    TestHost host(
            Consumer<LatchkeyBuilder> keys, Consumer<LatchkeyWebBuilder> web, UnaryOperator<ManagedKeys> choices) {
        if (host == null) {
            host = startHost(keys, builder -> {
                builder.managedKeys(choices.apply(ManagedKeys.at(BASE)
                        .operatorHeader(HEADER)
                        .operators(request -> request.header(HEADER).stream()
                                .findFirst()
                                .flatMap(name -> Optional.ofNullable(operators.get(name))))));
                web.accept(builder);
            });
        }
        return host;
    }

    /** Begins a request of an operator. */
    HttpRequest.Builder by(String operator, String method, String path, String json) {
        HttpRequest.Builder request = host().request(method, path, json).header(HEADER, operator);
        return json == null ? request : request.header("Content-Type", "application/json");
    }

    HttpResponse<String> send(String method, String path, String json) {
        return host().send(by(ADA, method, path, json));
    }

    /** Issues a key by a request, and returns its id. */
    String issue(String members) {
        HttpResponse<String> issued = send("POST", KEYS, "{\"tenant\":\"acme\"," + members + "}");
        if (issued.statusCode() != 201) {
            throw new AssertionError(issued.body());
        }
        return TestHost.member(issued, "id");
    }
}
