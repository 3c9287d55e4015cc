package dev.latchkey.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * People behind the form login, as their browsers send what the console does: with the exception of the starter, and
 * with a filter chain that keeps Spring's protection against CSRF.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleTest {
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
    private static final String NEW_KEY = "{\"tenant\":\"%s\",\"name\":\"new\",\"permissions\":[\"messages:send\"]}";

    private final ConfigurableApplicationContext excepted = start("excepted");
    private final ConfigurableApplicationContext ownCsrf = start("own-csrf");

    private static ConfigurableApplicationContext start(String profile) {
        return new SpringApplicationBuilder(Application.class)
                .profiles(profile)
                .properties("server.port=0", "spring.main.banner-mode=off")
                .run("--example.password=secret");
    }

    @AfterAll
    void stop() {
        excepted.close();
        ownCsrf.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void administratorManagesTheKeysOfOneTenant(boolean withOwnCsrf) throws Exception {
        Person ada = signedIn(withOwnCsrf, "ada");
        assertThat(ada.get("/latchkey/console").body()).contains("<html");
        assertThat(ada.change("/latchkey/keys", NEW_KEY.formatted("acme")).statusCode())
                .isEqualTo(201);
        assertThat(ada.get("/latchkey/keys").body()).contains("\"name\":\"new\"");
        assertThat(ada.get("/latchkey/keys?tenant=globex").statusCode()).isEqualTo(404);
        assertThat(ada.change("/latchkey/keys", NEW_KEY.formatted("globex")).statusCode())
                .isEqualTo(404);
        Person grace = signedIn(withOwnCsrf, "grace");
        assertThat(grace.get("/latchkey/keys").body()).contains("\"data\":[]");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void operatorManagesTheKeysOfAllTenants(boolean withOwnCsrf) throws Exception {
        Person root = signedIn(withOwnCsrf, "root");
        assertThat(root.change("/latchkey/keys", NEW_KEY.formatted("initech")).statusCode())
                .isEqualTo(201);
        assertThat(root.get("/latchkey/keys?tenant=initech").body()).contains("\"name\":\"new\"");
        assertThat(root.get("/latchkey/keys?tenant=acme").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nobodyElseSeesAKey(boolean withOwnCsrf) throws Exception {
        Person guest = signedIn(withOwnCsrf, "guest");
        assertThat(guest.get("/latchkey/keys?tenant=acme").statusCode()).isIn(403, 404);
        Person nobody = new Person(withOwnCsrf ? ownCsrf : excepted);
        HttpResponse<String> redirected = nobody.get("/latchkey/console");
        assertThat(redirected.statusCode()).isEqualTo(302);
        assertThat(redirected.headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).endsWith("/login"));
        assertThat(nobody.get("/latchkey/keys?tenant=acme").statusCode()).isEqualTo(302);
    }

    @Test
    void tokenOfSpringSecurityIsRequiredOnlyWhereItIsKept() throws Exception {
        String body = NEW_KEY.formatted("acme");
        assertThat(signedIn(false, "ada")
                        .post("/latchkey/keys", body, "application/json", "Latchkey-Csrf", "1")
                        .statusCode())
                .isEqualTo(201);
        assertThat(signedIn(true, "ada")
                        .post("/latchkey/keys", body, "application/json", "Latchkey-Csrf", "1")
                        .statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pageOfAnotherSiteIssuesNoKey(boolean withOwnCsrf) throws Exception {
        Person ada = signedIn(withOwnCsrf, "ada");
        String body = NEW_KEY.formatted("acme");
        assertThat(ada.post("/latchkey/keys", body, "application/json").statusCode())
                .isEqualTo(403);
        assertThat(ada.post("/latchkey/keys", body, "text/plain").statusCode()).isEqualTo(403);
    }

    private Person signedIn(boolean withOwnCsrf, String user) throws Exception {
        Person person = new Person(withOwnCsrf ? ownCsrf : excepted);
        Matcher token = TOKEN.matcher(person.get("/login").body());
        assertThat(token.find()).isTrue();
        String form = "username=" + user + "&password=secret&_csrf=" + token.group(1);
        HttpResponse<String> answer = person.post("/login", form, "application/x-www-form-urlencoded");
        assertThat(answer.headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).contains("/latchkey/console"));
        return person;
    }

    /** A browser that keeps cookies. */
    private static final class Person {
        private final CookieManager cookies = new CookieManager();
        private final HttpClient client =
                HttpClient.newBuilder().cookieHandler(cookies).build();
        private final String origin;

        Person(ConfigurableApplicationContext application) {
            this.origin = "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port");
        }

        HttpResponse<String> get(String path) throws Exception {
            return client.send(
                    HttpRequest.newBuilder(URI.create(origin + path))
                            .header("Accept", "text/html, application/json")
                            .build(),
                    BodyHandlers.ofString());
        }

        /** As the console sends a change: with its own header, and with the token of the cookie if there is one. */
        HttpResponse<String> change(String path, String body) throws Exception {
            String[] token = cookies.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                    .map(HttpCookie::getValue)
                    .findFirst()
                    .map(value -> new String[] {"Latchkey-Csrf", "1", "X-XSRF-TOKEN", value})
                    .orElse(new String[] {"Latchkey-Csrf", "1"});
            return post(path, body, "application/json", token);
        }

        HttpResponse<String> post(String path, String body, String type, String... fields) throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin + path))
                    .header("Content-Type", type)
                    .header("Origin", origin)
                    .POST(BodyPublishers.ofString(body));
            if (fields.length > 0) {
                request.headers(fields);
            }
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }
}
