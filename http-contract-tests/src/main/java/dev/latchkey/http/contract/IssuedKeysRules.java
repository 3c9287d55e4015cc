package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.member;
import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.scope.ScopeMeaning;
import dev.latchkey.http.Credential;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.JsonCase;
import dev.latchkey.http.LatchkeyWebBuilder;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.query.AuditQuery;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What dialect B answers when all is well, member by member, and what it must not do. */
abstract class IssuedKeysRules extends HostTest {
    private static final String BASE = "/b/keys";
    private TestHost host;
    private IssuedKey customer;

    @BeforeEach
    void start() {
        host = start(web -> {});
        customer = host.tenantKey();
    }

    @AfterEach
    void stop() {
        host.close();
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

    @Test
    void listHasTheActiveKeysOfTheCustomerNewestFirstAndNoMaterial() {
        host.clock.advance(Duration.ofMillis(1));
        IssuedKey bound = host.issue(KeySpec.of("acme", Scope.resource("wn_1"), "app \"1\"")
                .permissions(Permissions.of("messages:send", "messages:read"))
                .expiresAt(host.clock.instant().plusSeconds(60)));
        revoke(host.issue(KeySpec.of("acme", Scope.tenant(), "dead").allPermissions()));
        host.issue(KeySpec.of("globex", Scope.tenant(), "of another tenant").allPermissions());
        host.latchkey.flush();
        call("GET", BASE, raw(customer), null);
        host.latchkey.flush();

        HttpResponse<String> answer = call("GET", BASE, raw(customer), null);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.body())
                .isEqualTo("{\"data\":[{\"id\":\"" + bound.key().id()
                        + "\",\"customer_id\":\"acme\",\"instance_id\":\"wn_1\",\"name\":\"app "
                        + "\\\"1\\\"\",\"prefix\":\""
                        + prefix(bound)
                        + "\",\"scopes\":[\"messages:read\",\"messages:send\"],\"last_used_at\":null,"
                        + "\"expires_at\":\"2026-06-28T15:01:00.001Z\","
                        + "\"created_at\":\"2026-06-28T15:00:00.001Z\",\"revoked_at\":null},"
                        + "{\"id\":\"" + customer.key().id()
                        + "\",\"customer_id\":\"acme\",\"instance_id\":null,\"name\":\"main\",\"prefix\":\""
                        + prefix(customer)
                        + "\",\"scopes\":[\"*\"],\"last_used_at\":\"2026-06-28T15:00:00.001Z\",\"expires_at\":null,"
                        + "\"created_at\":\"2026-06-28T15:00:00.000Z\",\"revoked_at\":null}],\"next_cursor\":null}");
    }

    @Test
    void theDeadAreListedWhenAskedFor() {
        IssuedKey dead = host.issue(KeySpec.of("acme", Scope.tenant(), "dead").allPermissions());
        revoke(dead);

        assertThat(call("GET", BASE + "?status=all", raw(customer), null).body())
                .contains(dead.key().id().toString(), "\"revoked_at\":\"2026-06-28T15:00:00.000Z\"");
        assertThat(call("GET", BASE + "?status=active", raw(customer), null).body())
                .doesNotContain(dead.key().id().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"?cursor=", "?limit=", "?status=", "?limit=&cursor=&status=", "?limit", "?limit=&limit=50"})
    void parameterWithoutAValueIsAsIfAbsent(String query) {
        HttpResponse<String> answer = call("GET", BASE + query, raw(customer), null);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("{\"data\":[{\"id\":\"" + customer.key().id() + "\"");
    }

    @Test
    void pagesHaveEveryKeyOnce() {
        List<String> expected = new ArrayList<>();
        expected.add("main");
        for (int i = 0; i < 7; i++) {
            host.issue(KeySpec.of("acme", Scope.tenant(), "key " + i).allPermissions());
            expected.add("key " + i);
        }
        List<String> seen = new ArrayList<>();
        String query = "?limit=3";
        for (int pages = 0; query != null; pages++) {
            assertThat(pages).isLessThan(3);
            HttpResponse<String> page = call("GET", BASE + query, raw(customer), null);
            for (String item : page.body().split("\"name\":\"", -1)) {
                seen.add(item.substring(0, Math.max(0, item.indexOf('"'))));
            }
            seen.removeIf(name -> name.equals("{"));
            query = page.body().endsWith("\"next_cursor\":null}")
                    ? null
                    : "?limit=3&cursor=" + member(page, "next_cursor");
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void cursorOfOneCustomerShowsAnotherOnlyItsOwn() {
        host.clock.advance(Duration.ofMillis(1));
        host.issue(KeySpec.of("acme", Scope.tenant(), "newer").allPermissions());
        String cursor = member(call("GET", BASE + "?limit=1", raw(customer), null), "next_cursor");
        IssuedKey other =
                host.issue(KeySpec.of("globex", Scope.tenant(), "of globex").allPermissions());

        assertThat(call("GET", BASE + "?status=all&cursor=" + cursor, raw(other), null)
                        .body())
                .doesNotContain("acme");
    }

    @Test
    void issuingShowsTheSecretOnceAndItWorks() {
        HttpResponse<String> answer = call(
                "POST",
                BASE,
                raw(customer),
                "{\"name\":\"app-2026-q2\",\"instance_id\":\"wn_1\",\"scopes\":[\"messages:send\"],"
                        + "\"expires_at\":\"2026-06-28T17:30:00+02:00\"}");

        assertThat(answer.statusCode()).isEqualTo(201);
        String id = member(answer, "id");
        String secret = member(answer, "secret");
        assertThat(answer.headers().firstValue("Location")).hasValue(TestHost.CONTEXT + BASE + "/" + id);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.body())
                .isEqualTo("{\"id\":\"" + id
                        + "\",\"customer_id\":\"acme\",\"instance_id\":\"wn_1\",\"name\":\"app-2026-q2\",\"prefix\":\""
                        + secret.substring(0, 11)
                        + "\",\"scopes\":[\"messages:send\"],\"last_used_at\":null,"
                        + "\"expires_at\":\"2026-06-28T15:30:00.000Z\","
                        + "\"created_at\":\"2026-06-28T15:00:00.000Z\",\"revoked_at\":null,\"secret\":\"" + secret
                        + "\"}");
        assertThat(call("POST", "/b/instances/wn_1/messages", secret, null).statusCode())
                .isEqualTo(200);
        assertThat(call("GET", BASE, raw(customer), null).body()).doesNotContain(secret);
        AuditEvent event = host.store.real.audit(AuditQuery.of("acme", 10)).items().stream()
                .filter(one -> one.keyId().equals(UUID.fromString(id)))
                .findFirst()
                .orElseThrow();
        assertThat(event.action()).isEqualTo(AuditAction.ISSUED);
        assertThat(event.actor()).isEqualTo(actor(answer));
    }

    @Test
    void nullMeansNotThereAndNothingElseIsNeededButAName() {
        HttpResponse<String> answer = call(
                "POST",
                BASE,
                raw(customer),
                "{\"name\":\"n\",\"instance_id\":null,\"scopes\":null,\"expires_at\":null}");

        assertThat(answer.body()).contains("\"instance_id\":null", "\"scopes\":[\"*\"]", "\"expires_at\":null");
        assertThat(call("POST", BASE, raw(customer), "{\"name\":\"n\",\"scopes\":[]}")
                        .body())
                .contains("\"scopes\":[]");
    }

    @ParameterizedTest
    @MethodSource("unknownMembers")
    void memberThatIsUnknownIsRefusedAndNamesTheOneThatIsMeant(JsonCase words, String member, String problem) {
        try (TestHost own = start(web -> web.jsonCase(words))) {
            String key = raw(own.tenantKey());
            List<Object> stored = own.contents();

            HttpResponse<String> answer =
                    call(own, "POST", BASE, key, "{\"name\":\"x\",\"" + member + "\":[\"owners:read\"]}");

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("\"validation_failed\"", "\"details\":{" + problem + "}");
            assertThat(own.contents()).isEqualTo(stored);
        }
    }

    static Stream<Arguments> unknownMembers() {
        return Stream.of(
                unknown(JsonCase.SNAKE, "permissions", "scopes"),
                unknown(JsonCase.SNAKE, "permission", "scopes"),
                unknown(JsonCase.SNAKE, "scope", "scopes"),
                unknown(JsonCase.SNAKE, "Scopes", "scopes"),
                unknown(JsonCase.SNAKE, "instanceId", "instance_id"),
                unknown(JsonCase.SNAKE, "instance", "instance_id"),
                unknown(JsonCase.SNAKE, "expires", "expires_at"),
                unknown(JsonCase.CAMEL, "instance_id", "instanceId"),
                unknown(JsonCase.CAMEL, "expires_at", "expiresAt"),
                unknown(JsonCase.CAMEL, "expiresIn", "expiresAt"),
                unknown(JsonCase.CAMEL, "ttl", "expiresAt"),
                Arguments.of(
                        JsonCase.CAMEL,
                        "allowedNetworks",
                        "\"allowedNetworks\":\"is not a member; the members are name, instanceId, scopes, expiresAt\""),
                Arguments.of(
                        JsonCase.SNAKE,
                        "<script>",
                        "\"body\":\"has an unknown member; the members are name, instance_id, scopes, expires_at\""),
                Arguments.of(
                        JsonCase.SNAKE,
                        "",
                        "\"body\":\"has an unknown member; the members are name, instance_id, scopes, expires_at\""));
    }

    private static Arguments unknown(JsonCase words, String member, String meant) {
        return Arguments.of(words, member, "\"" + member + "\":\"is not a member; did you mean " + meant + "?\"");
    }

    @Test
    void permissionThatTheHostDoesNotKnowIsRefused() {
        Routes routes =
                Routes.builder().either("GET", "/v1/owner", "owner:read").build();
        try (TestHost own = startHost(
                keys -> keys.knownPermissions(routes.permissions()),
                web -> web.errorStyle(ErrorStyle.ENVELOPE)
                        .credential(Credential.bearer())
                        .routes(routes)
                        .issuedKeys(BASE))) {
            String key = raw(own.tenantKey());
            HttpResponse<String> answer = call(own, "POST", BASE, key, "{\"name\":\"n\",\"scopes\":[\"owner:raed\"]}");

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body())
                    .contains("\"scopes\":\"must be known to this host, and this is not: owner:raed\"");
            assertThat(call(own, "POST", BASE, key, "{\"name\":\"n\",\"scopes\":[\"owner:*\"]}")
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    @Test
    void withoutScopesAKeyMayDoNothingUnlessTheHostNamesADefault() {
        try (TestHost silent = start(web -> web.defaultPermissions(Permissions.NONE))) {
            String key = raw(silent.tenantKey());
            assertThat(call(silent, "POST", BASE, key, "{\"name\":\"n\"}").body())
                    .contains("\"scopes\":[]");
        }
        try (TestHost narrow = start(web -> web.defaultPermissions(Permissions.of("messages:*")))) {
            String key = raw(narrow.tenantKey());
            assertThat(call(narrow, "POST", BASE, key, "{\"name\":\"n\"}").body())
                    .contains("\"scopes\":[\"messages:*\"]");
        }
    }

    @Test
    void aKeyIssuesNothingThatOutlivesIt() {
        Instant expiry = host.clock.instant().plusSeconds(60);
        String brief = raw(host.issue(
                KeySpec.of("acme", Scope.tenant(), "brief").allPermissions().expiresAt(expiry)));
        assertThat(call("POST", BASE, brief, "{\"name\":\"n\"}").body())
                .contains("\"expires_at\":\"2026-06-28T15:01:00.000Z\"");
        HttpResponse<String> later =
                call("POST", BASE, brief, "{\"name\":\"n\",\"expires_at\":\"2026-06-28T15:01:00.001Z\"}");
        assertThat(later.statusCode()).isEqualTo(403);
        assertThat(later.body()).contains("\"insufficient_scope\"");
    }

    @Test
    void nobodyIssuesMoreThanTheirOwn() {
        String limited = raw(
                host.issue(KeySpec.of("acme", Scope.tenant(), "limited").permissions(Permissions.of("messages:*"))));

        assertThat(call("POST", BASE, limited, "{\"name\":\"n\"}").body()).contains("\"insufficient_scope\"");
        assertThat(call("POST", BASE, limited, "{\"name\":\"n\",\"scopes\":[\"reports:read\"]}")
                        .body())
                .contains("\"insufficient_scope\"");
        assertThat(call("POST", BASE, limited, "{\"name\":\"n\",\"scopes\":[\"messages:send\"]}")
                        .statusCode())
                .isEqualTo(201);
        String bound = raw(host.numberKey("wn_1"));
        for (String body : new String[] {"{\"name\":\"n\"}", "{\"name\":\"n\",\"instance_id\":\"wn_1\"}"}) {
            assertThat(call("POST", BASE, bound, body).body()).contains("\"instance_scoped_key\"");
        }
    }

    @Test
    void keyIsRevokedByItsIdOrByItsDisplayPrefix() {
        IssuedKey first =
                host.issue(KeySpec.of("acme", Scope.resource("wn_1"), "first").allPermissions());
        IssuedKey second =
                host.issue(KeySpec.of("acme", Scope.tenant(), "second").allPermissions());
        Map<UUID, HttpResponse<String>> revoked = new HashMap<>();
        for (IssuedKey key : List.of(first, second)) {
            String path = key.equals(first) ? key.key().id().toString() : prefix(key);
            HttpResponse<String> answer = call("DELETE", BASE + "/" + path, raw(customer), null);
            revoked.put(key.key().id(), answer);
            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(answer.body()).isEmpty();
            List<Object> stored = host.contents();
            assertThat(call("DELETE", BASE + "/" + path, raw(customer), null).statusCode())
                    .as("again")
                    .isEqualTo(204);
            assertThat(host.contents()).isEqualTo(stored);
        }
        for (IssuedKey key : List.of(first, second)) {
            assertThat(call("GET", "/v1/me", raw(key), null).body()).contains("\"auth_expired\"");
        }
        revoked.forEach((id, answer) -> assertThat(
                        host.latchkey.keys().audit(AuditQuery.of("acme", 10)).items())
                .filteredOn(event -> event.keyId().equals(id))
                .first()
                .extracting(AuditEvent::action, AuditEvent::actor)
                .containsExactly(AuditAction.REVOKED, actor(answer)));
        assertThat(call("GET", "/v1/me", raw(customer), null).statusCode()).isEqualTo(200);
    }

    /** The customer's key, with what the audit is to know of the request that got an answer. */
    private Actor actor(HttpResponse<String> answer) {
        String requestId = answer.headers().firstValue("X-Request-Id").orElseThrow();
        return Actor.key(customer.key().id()).from(Origin.of("127.0.0.1").requestId(requestId));
    }

    @Test
    void anothersKeyAndNoKeyAtAllAreTheSame404AndNothingHappens() {
        IssuedKey other =
                host.issue(KeySpec.of("globex", Scope.tenant(), "of globex").allPermissions());
        List<Object> stored = host.contents();
        for (String path : List.of(
                other.key().id().toString(),
                prefix(other),
                UUID.fromString("00000000-0000-4000-8000-000000000000").toString(),
                "1-1-1-1-1",
                "ps_00000000",
                "key_01J",
                "%20",
                "a".repeat(2000),
                raw(other),
                other.rawKey().handle())) {
            HttpResponse<String> answer = call("DELETE", BASE + "/" + path, raw(customer), null);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.body())
                    .startsWith("{\"error\":{\"code\":\"api_key_not_found\",\"message\":\"API key not found\"},");
        }
        assertThat(host.contents()).isEqualTo(stored);
    }

    @Test
    void prefixOfSeveralKeysNamesNoneOfThem() {
        insert("abcd1234AAAA");
        insert("abcd1234BBBB");
        List<Object> stored = host.contents();

        HttpResponse<String> answer = call("DELETE", BASE + "/ps_abcd1234", raw(customer), null);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"validation_failed\"", "\"details\":{\"id\":");
        assertThat(host.contents()).isEqualTo(stored);
    }

    /** Other keys of the tenant are not looked at: 1,000 is the most that one look-up lists. */
    @Test
    void keyIsFoundByItsDisplayPrefixHoweverManyTheTenantHas() {
        long before = host.store.lookUps.get();
        assertThat(call("DELETE", BASE + "/ps_00000000", raw(customer), null).statusCode())
                .isEqualTo(404);
        long lookUps = host.store.lookUps.get() - before;
        for (int i = 0; i < 1_001; i++) {
            insert("many%08d".formatted(i));
        }

        before = host.store.lookUps.get();
        assertThat(call("DELETE", BASE + "/ps_00000000", raw(customer), null).statusCode())
                .isEqualTo(404);
        assertThat(host.store.lookUps.get() - before).isEqualTo(lookUps);
    }

    /** Inserts a key of this handle, which no raw key proves. */
    private void insert(String handle) {
        ApiKey one = customer.key();
        Secret secret = new Secret(handle, "ps_", "0000", one.newestSecret().hash(), null, null, one.createdAt(), null);
        Changed change = KeyChange.issue(
                UUID.nameUUIDFromBytes(handle.getBytes(StandardCharsets.US_ASCII)),
                KeySpec.of("acme", Scope.tenant(), handle).allPermissions(),
                secret,
                AuditAction.IMPORTED,
                TestHost.SETUP,
                one.createdAt());
        assertThat(host.store.real.insert(change.next(), change.event()).value())
                .isEqualTo(Insertion.INSERTED);
    }

    @Test
    void hostMayAskForAPermission() {
        try (TestHost strict = start(web -> web.managementPermission("keys:manage"))) {
            String without = raw(
                    strict.issue(KeySpec.of("acme", Scope.tenant(), "n").permissions(Permissions.of("messages:*"))));
            String with =
                    raw(strict.issue(KeySpec.of("acme", Scope.tenant(), "m").permissions(Permissions.of("keys:*"))));
            for (String method : new String[] {"GET", "POST"}) {
                assertThat(call(strict, method, BASE, without, "{}").body()).contains("\"insufficient_scope\"");
            }
            assertThat(call(strict, "DELETE", BASE + "/x", without, null).statusCode())
                    .isEqualTo(403);
            assertThat(call(strict, "GET", BASE, with, null).statusCode()).isEqualTo(200);
            assertThat(call(strict, "GET", "/v1/api-keys", without, null).statusCode())
                    .isEqualTo(403);
            assertThat(call(strict, "POST", "/v1/api-keys/regenerate", without, null)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private void revoke(IssuedKey key) {
        assertThat(host.latchkey
                        .keys()
                        .revoke("acme", key.key().id(), "test", TestHost.SETUP)
                        .orElseThrow())
                .isNotNull();
    }

    private static String prefix(IssuedKey key) {
        return key.key().newestSecret().displayPrefix();
    }

    private HttpResponse<String> call(String method, String path, String key, String json) {
        return call(host, method, path, key, json);
    }

    static HttpResponse<String> call(TestHost host, String method, String path, String key, String json) {
        return host.send(host.request(method, path, json)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json"));
    }
}
