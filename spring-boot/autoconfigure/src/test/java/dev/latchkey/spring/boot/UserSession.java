package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.context.ConfigurableApplicationContext;

/** A person with a browser that keeps cookies, at the form login of an application. */
final class UserSession {
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

    private final CookieManager cookies = new CookieManager();
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(cookies).build();
    private final String origin;

    private UserSession(ConfigurableApplicationContext host) {
        this.origin = "http://127.0.0.1:" + host.getEnvironment().getRequiredProperty("local.server.port");
    }

    /** Begins without a login. */
    static UserSession anonymous(ConfigurableApplicationContext host) {
        return new UserSession(host);
    }

    /** Signs in by the form. The password of every user is {@code secret}. */
    static UserSession of(ConfigurableApplicationContext host, String user) throws Exception {
        UserSession session = new UserSession(host);
        Matcher token = TOKEN.matcher(session.send("GET", "/login", "").body());
        assertThat(token.find()).isTrue();
        String form = "username=" + user + "&password=secret&_csrf=" + token.group(1);
        HttpResponse<String> answer =
                session.send("POST", "/login", form, "Content-Type", "application/x-www-form-urlencoded");
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).doesNotContain("error"));
        return session;
    }

    /** Sends a request with fields, each a name followed by its value. */
    HttpResponse<String> send(String method, String path, String body, String... fields) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (fields.length > 0) {
            request.headers(fields);
        }
        return client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** Sends JSON as the console does. */
    HttpResponse<String> change(String path, String body, String... more) throws Exception {
        String[] fields = new String[more.length + 4];
        fields[0] = "Content-Type";
        fields[1] = "application/json";
        fields[2] = "Latchkey-Csrf";
        fields[3] = "1";
        System.arraycopy(more, 0, fields, 4, more.length);
        return send("POST", path, body, fields);
    }

    Optional<String> cookie(String name) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .findFirst();
    }

    String origin() {
        return origin;
    }
}
