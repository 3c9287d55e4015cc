package dev.latchkey.http.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.scope.ScopeMeaning;
import dev.latchkey.http.Credential;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.JsonCase;
import dev.latchkey.http.LatchkeyWebBuilder;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import java.net.http.HttpResponse;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A host with the dialect of issued keys in ENVELOPE and snake case, and one key of a customer. */
abstract class IssuedKeysHost extends HostTest {
    static final String BASE = "/b/keys";

    TestHost host;
    IssuedKey customer;

    @BeforeEach
    void start() {
        host = start(web -> {});
        customer = host.tenantKey();
    }

    TestHost start(Consumer<LatchkeyWebBuilder> web) {
        return startHost(
                keys -> keys.scopeMeaning(ScopeMeaning.HIERARCHICAL),
                builder -> web.accept(builder.resourceNoun("instance")
                        .tenantNoun("customer")
                        .jsonCase(JsonCase.SNAKE)
                        .errorStyle(ErrorStyle.ENVELOPE)
                        .credential(Credential.bearer())
                        .routes(Routes.builder()
                                .resourceOnly("POST", "/b/instances/{id}/messages")
                                .on("id")
                                .either("GET", "/v1/me")
                                .build())
                        .issuedKeys(BASE)));
    }

    @AfterEach
    void stop() {
        host.close();
    }

    /** Returns the customer's key as the audit knows it, with the request that got an answer. */
    Actor actor(HttpResponse<String> answer) {
        String requestId = answer.headers().firstValue("X-Request-Id").orElseThrow();
        return Actor.key(customer.key().id()).from(Origin.of("127.0.0.1").requestId(requestId));
    }

    void revoke(IssuedKey key) {
        assertThat(host.latchkey
                        .keys()
                        .revoke("acme", key.key().id(), "test", TestHost.SETUP)
                        .orElseThrow())
                .isNotNull();
    }

    HttpResponse<String> call(String method, String path, String key, String json) {
        return call(host, method, path, key, json);
    }

    static HttpResponse<String> call(TestHost host, String method, String path, String key, String json) {
        return host.send(host.request(method, path, json)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json"));
    }
}
