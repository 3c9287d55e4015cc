package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.scope.ScopeMeaning;
import dev.latchkey.http.spi.Body;
import dev.latchkey.http.spi.HeaderFields;
import dev.latchkey.http.spi.InMemoryResourceDirectory;
import dev.latchkey.http.spi.Resource;
import dev.latchkey.http.spi.ResourceDirectory;
import dev.latchkey.http.spi.Response;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Decisions as functions of the head of a request, without a socket. */
class DecisionTest {
    private static final Actor SETUP = Actor.host("setup");
    private static final String JSON = "application/json";
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW", "get");

    private final InMemoryKeyStore store = new InMemoryKeyStore();
    private Latchkey latchkey = latchkey(ScopeMeaning.EXCLUSIVE);

    @AfterEach
    void close() {
        latchkey.close();
    }

    private Latchkey latchkey(ScopeMeaning meaning) {
        return Latchkey.builder()
                .store(store)
                .keyFormat(KeyFormat.of("ps_"))
                .argon2(new Argon2Parameters(64, 1, 1))
                .scopeMeaning(meaning)
                .auditSink(events -> {})
                .build();
    }

    private LatchkeyWebBuilder choices() {
        return LatchkeyWeb.builder(latchkey)
                .resources(InMemoryResourceDirectory.empty()
                        .with("acme", new Resource("wn_1", "1", "one"), new Resource("wn_2", "2", "two")))
                .routes(Routes.builder()
                        .open("GET", "/health")
                        .tenantOnly("GET", "/tenant")
                        .tenantOnly("POST", "/tenant/send", "messages:send")
                        .resourceOnly("GET", "/resource")
                        .resourceOnly("POST", "/resource/{id}", "messages:send")
                        .on("id")
                        .either("POST", "/either")
                        .either("*", "/any")
                        .build())
                .openApi("/openapi.json")
                .issuedKeys("/keys");
    }

    @Test
    void missingDirectoryIsNamedWithWhatNeedsIt() {
        String cure = "call LatchkeyWebBuilder.resources(ResourceDirectory)";
        Routes none = Routes.builder().build();
        Routes naming = Routes.builder().either("GET", "/numbers/{id}").on("id").build();
        assertThatThrownBy(() -> LatchkeyWeb.builder(latchkey)
                        .routes(none)
                        .defaultKeys("/d")
                        .build())
                .hasMessage("resources must be configured for defaultKeys: " + cure);
        assertThatThrownBy(() -> LatchkeyWeb.builder(latchkey)
                        .routes(none)
                        .issuedKeys("/i")
                        .build())
                .hasMessage("resources must be configured for issuedKeys: " + cure);
        assertThatThrownBy(() -> LatchkeyWeb.builder(latchkey).routes(naming).build())
                .hasMessage("resources must be configured for routes that name a resource: " + cure);
    }

    @Test
    void refusalIsLoggedWithTheRouteAndTheMissingPermissionAndWithoutTheCredential() {
        String key = keys().get("tenant without permissions");
        PrintStream before = System.err;
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        try {
            LatchkeyWeb web = choices().build();
            web.decide(FakeRequest.of("POST", "/tenant/send").header("x-api-key", key));
            web.decide(FakeRequest.of("POST", "/tenant/send").header("x-api-key", "garbage-of-a-client"));
            web.decide(FakeRequest.of("GET", "/nowhere").header("x-api-key", key));
            Caller named = Caller.of("acme", Scope.tenant(), Permissions.NONE, key);
            LatchkeyWeb careless =
                    choices().principals(request -> Optional.of(named)).build();
            careless.decide(FakeRequest.of("POST", "/tenant/send"));
            careless.decide(FakeRequest.of("GET", "/nowhere"));
        } finally {
            System.setErr(before);
        }
        String[] lines = logged.toString(StandardCharsets.UTF_8).strip().split("\n", -1);
        assertThat(lines).hasSize(5);
        assertThat(lines[0])
                .contains("DEBUG", "PERMISSION", "POST /tenant/send", "scope tenant and permission messages:send");
        assertThat(lines[1]).contains("MALFORMED", "POST /tenant/send", "caller unknown");
        assertThat(lines[2]).contains("no route matches");
        assertThat(lines[3]).contains("PERMISSION", "caller redacted");
        assertThat(lines[4]).contains("no route matches", "caller redacted");
        assertThat(logged.toString(StandardCharsets.UTF_8)).doesNotContain(key, "garbage", "/nowhere");
    }

    @Test
    void rulesAreListedInTheOrderInWhichTheyAreTried() {
        assertThat(choices().build().rules())
                .contains(
                        new RouteRule("GET", "/health", "none", null, false, false),
                        new RouteRule("POST", "/tenant/send", "tenant", "messages:send", false, false),
                        new RouteRule("POST", "/keys", "tenant", null, false, true))
                .first()
                .extracting(RouteRule::strict)
                .isEqualTo(true);
    }

    /** Every method with every path and every sort of caller, against a table that is written down again here. */
    @ParameterizedTest
    @EnumSource
    void everyRouteIsServedToTheCallersThatItsRuleNames(ScopeMeaning meaning) {
        latchkey.close();
        latchkey = latchkey(meaning);
        LatchkeyWeb web = choices().build();
        SoftAssertions softly = new SoftAssertions();
        Map<String, String> keys = keys();
        Stream.of("/health", "/tenant", "/tenant/send", "/resource", "/resource/wn_1", "/resource/wn_2", "/resource/no")
                .forEach(path -> rows(softly, web, meaning, path, keys));
        Stream.of("/either", "/any", "/keys", "/keys/x", "/openapi.json", "/nowhere", "/", "/tenant/", "//tenant")
                .forEach(path -> rows(softly, web, meaning, path, keys));
        softly.assertAll();
    }

    private static void rows(
            SoftAssertions softly, LatchkeyWeb web, ScopeMeaning meaning, String path, Map<String, String> keys) {
        for (String method : METHODS) {
            keys.forEach((who, key) -> {
                FakeRequest request = FakeRequest.of(method, path).header("Content-Type", JSON);
                Decision decision = web.decide(key.isEmpty() ? request : request.header("x-api-key", key));
                softly.assertThat(status(decision))
                        .as("%s %s by %s, %s", method, path, who, meaning)
                        .isEqualTo(expected(method, path, who, meaning));
            });
        }
    }

    /** Returns 0 for a request that the host serves, 1 for an endpoint. */
    private static int expected(String method, String path, String who, ScopeMeaning meaning) {
        Map<String, List<String>> methods = Map.of(
                "/health", List.of("GET"),
                "/tenant", List.of("GET"),
                "/tenant/send", List.of("POST"),
                "/resource", List.of("GET"),
                "/resource/{id}", List.of("POST"),
                "/either", List.of("POST"),
                "/any", List.of("*"),
                "/keys", List.of("GET", "POST"),
                "/keys/{id}", List.of("DELETE"),
                "/openapi.json", List.of("GET"));
        boolean named = path.matches("/resource/[^/]+") || path.equals("/keys/x");
        String route = path.equals("/keys/x") ? "/keys/{id}" : named ? "/resource/{id}" : path;
        List<String> known = methods.get(route);
        String asked = method.equals("HEAD") ? "GET" : method;
        if (known != null && !known.contains("*") && !known.contains(asked)) {
            return method.equals("OPTIONS") ? 204 : 405;
        }
        if (route.equals("/health") || route.equals("/openapi.json")) {
            return route.equals("/health") ? 0 : 1;
        }
        if (who.equals("nobody") || who.equals("garbage")) {
            return 401;
        }
        if (known == null) {
            return 403;
        }
        boolean tenant = !who.startsWith("resource");
        boolean sends = !who.endsWith("without permissions");
        return switch (route) {
            case "/tenant" -> tenant ? 0 : 403;
            case "/tenant/send" -> tenant && sends ? 0 : 403;
            // No request can name the resource here, so a tenant's key has none to act on.
            case "/resource" -> tenant ? 403 : 0;
            case "/resource/{id}" -> resource(path, tenant, sends, meaning);
            case "/keys", "/keys/{id}" -> tenant ? 1 : 403;
            default -> 0;
        };
    }

    private static int resource(String path, boolean tenant, boolean sends, ScopeMeaning meaning) {
        if ((tenant && meaning == ScopeMeaning.EXCLUSIVE) || !sends || (!tenant && !path.endsWith("wn_1"))) {
            return 403;
        }
        return tenant && path.endsWith("no") ? 404 : 0;
    }

    private static int status(Decision decision) {
        if (decision instanceof Decision.Respond refused) {
            return refused.response().status();
        }
        return decision instanceof Decision.Proceed ? 0 : 1;
    }

    private Map<String, String> keys() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("nobody", "");
        keys.put("garbage", "garbage");
        keys.put("tenant", issue(KeySpec.of("acme", Scope.tenant(), "whole").allPermissions()));
        keys.put(
                "tenant without permissions",
                issue(KeySpec.of("acme", Scope.tenant(), "reads").permissions(Permissions.NONE)));
        keys.put(
                "resource",
                issue(KeySpec.of("acme", Scope.resource("wn_1"), "bound").allPermissions()));
        keys.put(
                "resource without permissions",
                issue(KeySpec.of("acme", Scope.resource("wn_1"), "bound").permissions(Permissions.NONE)));
        return keys;
    }

    private String issue(KeySpec spec) {
        return latchkey.keys().issue(spec, SETUP).orElseThrow().rawKey().reveal();
    }

    @Test
    void requestWhosePathTheStackReadsOtherwiseIsAtNoRule() {
        LatchkeyWeb web = choices().build();
        String key = issue(KeySpec.of("acme", Scope.tenant(), "whole").allPermissions());

        assertThat(status(
                        web.decide(FakeRequest.dispatched("/any", "/tenant", "").header("x-api-key", key))))
                .isEqualTo(403);
        assertThat(status(web.decide(FakeRequest.dispatched("/health", "/tenant", ""))))
                .isEqualTo(401);
        assertThat(status(web.decide(
                        FakeRequest.dispatched("/%74enant", "/tenant", "").header("x-api-key", key))))
                .isZero();
    }

    @Test
    void admissionSaysWhatWasDecided() {
        LatchkeyWeb web = choices().build();
        String key = issue(KeySpec.of("acme", Scope.resource("wn_1"), "bound").allPermissions());
        FakeRequest request = FakeRequest.of("POST", "/resource/wn_1").header("x-api-key", key);

        Admission admission = ((Decision.Proceed) web.decide(request)).admission();

        assertThat(admission.caller().map(Caller::name)).hasValue("bound");
        assertThat(admission.method()).isEqualTo("POST");
        assertThat(admission.path()).isEqualTo("/resource/wn_1");
        assertThat(admission.route()).isEqualTo("/resource/{id}");
        assertThat(admission.resource()).hasValue("wn_1");
        assertThat(admission.covers(request)).isTrue();
        assertThat(admission.covers(FakeRequest.of("PUT", "/resource/wn_1"))).isFalse();
        assertThat(admission.covers(FakeRequest.of("POST", "/resource/wn_2"))).isFalse();
    }

    @Test
    void admissionIsValidAsLongAsTheKeyIsInForce() {
        LatchkeyWeb web = choices().build();
        KeySpec spec = KeySpec.of("acme", Scope.tenant(), "streams").allPermissions();
        ApiKey key = latchkey.keys().issue(spec, SETUP).orElseThrow().key();
        String other = issue(spec);
        Admission admission = admitted(web, other);
        assertThat(latchkey.keys().revoke("acme", key.id(), "lost", SETUP).isDone())
                .isTrue();
        assertThat(admission.stillValid()).isTrue();

        ApiKey own = admission.caller().map(Caller::key).orElseThrow();
        assertThat(latchkey.keys().revoke("acme", own.id(), "lost", SETUP).isDone())
                .isTrue();

        assertThat(admission.stillValid()).isFalse();
    }

    @Test
    void admissionIsValidAsLongAsTheTenantHasTheResource() {
        Map<String, Resource> resources = new LinkedHashMap<>(Map.of("wn_1", new Resource("wn_1", "1", "one")));
        ResourceDirectory directory = new ResourceDirectory() {
            @Override
            public List<Resource> list(String tenant) {
                return List.copyOf(resources.values());
            }

            @Override
            public Optional<Resource> find(String tenant, String id) {
                return Optional.ofNullable(resources.get(id));
            }
        };
        LatchkeyWeb web = LatchkeyWeb.builder(latchkey)
                .resources(directory)
                .routes(Routes.builder()
                        .either("GET", "/resource/{id}")
                        .on("id")
                        .build())
                .build();
        String key = issue(KeySpec.of("acme", Scope.tenant(), "streams").allPermissions());
        FakeRequest request = FakeRequest.of("GET", "/resource/wn_1").header("x-api-key", key);
        Admission admission = ((Decision.Proceed) web.decide(request)).admission();
        assertThat(admission.stillValid()).isTrue();

        resources.remove("wn_1");

        assertThat(admission.stillValid()).isFalse();
    }

    private static Admission admitted(LatchkeyWeb web, String key) {
        return ((Decision.Proceed) web.decide(FakeRequest.of("GET", "/tenant").header("x-api-key", key))).admission();
    }

    @Test
    void endpointThatTakesNoBodyReadsNone() {
        LatchkeyWeb web = choices().build();
        String key = issue(KeySpec.of("acme", Scope.tenant(), "whole").allPermissions());

        Decision.Endpoint list =
                (Decision.Endpoint) web.decide(FakeRequest.of("GET", "/keys").header("x-api-key", key));

        assertThat(list.maxBody()).isZero();
        Response answer = list.answer().apply(Body.NONE);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.fields().value("Content-Type")).hasValue(JSON);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).startsWith("{\"data\":[{\"id\":\"");
    }

    @Test
    void mediaTypeIsRefusedBeforeTheBodyIsAskedFor() {
        LatchkeyWeb web = choices().build();
        String key = issue(KeySpec.of("acme", Scope.tenant(), "whole").allPermissions());

        FakeRequest text =
                FakeRequest.of("POST", "/keys").header("x-api-key", key).header("Content-Type", "text/plain");

        assertThat(status(web.decide(text))).isEqualTo(415);
    }

    @Test
    void endpointAnswersToEachStateOfABody() {
        LatchkeyWeb web = choices().build();
        String key = issue(KeySpec.of("acme", Scope.tenant(), "whole").allPermissions());
        Decision.Endpoint issue = (Decision.Endpoint) web.decide(
                FakeRequest.of("POST", "/keys").header("x-api-key", key).header("Content-Type", JSON));

        assertThat(issue.maxBody()).isEqualTo(16 * 1024);
        assertThat(issue.answer().apply(Body.TOO_LARGE).status()).isEqualTo(413);
        assertThat(issue.answer().apply(Body.UNREADABLE).status()).isEqualTo(400);
        assertThat(issue.answer().apply(Body.of(new byte[] {'{'})).status()).isEqualTo(400);
        assertThat(issue.answer()
                        .apply(Body.of("{\"name\":\"n\"}".getBytes(StandardCharsets.UTF_8)))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void laterRefusalNamesTheRequestAsItsAdmissionDoes() {
        LatchkeyWeb web = choices().errorStyle(ErrorStyle.ENVELOPE).build();
        String key = issue(KeySpec.of("acme", Scope.tenant(), "whole").allPermissions());
        Decision.Proceed proceed =
                (Decision.Proceed) web.decide(FakeRequest.of("GET", "/tenant").header("x-api-key", key));

        Response refused = web.refuseRoute(proceed.admission());

        Optional<String> id = proceed.fields().value("X-Request-Id");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.fields().value("X-Request-Id")).isEqualTo(id).isPresent();
        assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("\"" + id.orElseThrow() + "\"");
    }

    @Test
    void exceptionOfTheHostsResolverPassesThrough() {
        LatchkeyWeb web = choices()
                .principals(request -> {
                    throw new IllegalStateException("the host's own");
                })
                .build();

        assertThatThrownBy(() -> web.decide(FakeRequest.of("GET", "/tenant")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void fieldsHaveEachNameOnce() {
        HeaderFields fields =
                HeaderFields.NONE.with("Allow", "GET").with("Vary", "*").with("allow", "POST");

        assertThat(fields.fields())
                .containsExactly(new HeaderFields.Field("Vary", "*"), new HeaderFields.Field("allow", "POST"));
        assertThat(fields.value("ALLOW")).hasValue("POST");
    }

    @Test
    void responseIsNotPrinted() {
        Response response = Response.of(200, HeaderFields.NONE, new byte[] {'s'});

        assertThat(response).hasToString("Response[200]");
    }
}
