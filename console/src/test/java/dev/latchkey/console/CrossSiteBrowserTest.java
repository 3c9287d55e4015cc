package dev.latchkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.latchkey.IssuedKey;
import dev.latchkey.core.key.KeyStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;

/**
 * The rule for requests of other sites in a real browser, which sends the cookie of an operator along. The cookie has
 * {@code SameSite=None}, so nothing but the rule stands in the way.
 */
@Tag("extended")
class CrossSiteBrowserTest {
    private static final String FETCH = "const [url, options, done] = arguments;"
            + " fetch(url, options).then(async answer => done(answer.type + ' ' + answer.status + ' '"
            + " + (answer.type === 'opaque' ? '' : await answer.text())), error => done('failed: ' + error))";
    private static final String JSON = "application/json";

    private static Browser browser;
    private ConsoleHost host;
    private HttpServer other;
    private IssuedKey issued;

    @BeforeAll
    static void open() throws Exception {
        browser = Browser.open("en-US");
    }

    @AfterAll
    static void close() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        host = ConsoleHost.start();
        issued = host.issue("ci");
        other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            byte[] page = "<!doctype html><title>Of another origin</title><body>".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        other.start();
        browser.driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
        browser.driver.executeCdpCommand(
                "Network.setCookie",
                Map.of(
                        "url",
                        host.origin(),
                        "name",
                        ConsoleHost.COOKIE,
                        "value",
                        ConsoleHost.ADA,
                        "secure",
                        true,
                        "httpOnly",
                        true,
                        "sameSite",
                        "None"));
    }

    @AfterEach
    void stop() throws IOException {
        other.stop(0);
        host.close();
    }

    @Test
    void pageOfTheHostChangesKeysWithTheHeaderAndNotWithoutIt() {
        browser.driver.get(host.origin() + ConsoleHost.CONTEXT + ConsoleHost.OWN_PAGE);
        assertThat(fetch("suspend", Map.of("method", "POST", "headers", Map.of("Content-Type", JSON), "body", "{}")))
                .startsWith("basic 403 ")
                .contains("CROSS_SITE_REQUEST");
        assertThat(status()).isEqualTo(KeyStatus.ACTIVE);
        assertThat(fetch(
                        "suspend",
                        Map.of(
                                "method", "POST",
                                "headers", Map.of("Content-Type", JSON, "Latchkey-Csrf", "1"),
                                "body", "{}")))
                .startsWith("basic 200 ");
        assertThat(status()).isEqualTo(KeyStatus.SUSPENDED);
        assertThat(fetch("", Map.of())).startsWith("basic 200 ");
    }

    /** Another port is the same site: cookies come along whatever their SameSite says. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void pageOfAnotherOriginMayNotEvenSendTheHeader(String name) {
        visitOther(name);
        assertThat(fetch(
                        "suspend",
                        Map.of(
                                "method", "POST",
                                "credentials", "include",
                                "headers", Map.of("Content-Type", JSON, "Latchkey-Csrf", "1"),
                                "body", "{}")))
                .startsWith("failed: ");
        assertThat(host.answered).noneMatch(line -> line.startsWith("POST"));
        assertThat(fetch("", Map.of("credentials", "include"))).startsWith("failed: ");
        awaitAnswer(name, "GET " + path("") + " 200 signed in");
        assertThat(status()).isEqualTo(KeyStatus.ACTIVE);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, ", "127.0.0.1, {}", "127.0.0.1, reason=x",
        "localhost, ", "localhost, {}", "localhost, reason=x"
    })
    void requestWithoutPreflightIsRefusedAlthoughTheCookieComesAlong(String name, String body) {
        visitOther(name);
        Map<String, Object> simple = Map.of("method", "POST", "mode", "no-cors", "credentials", "include");
        Map<String, Object> full = body == null
                ? simple
                : Map.of("method", "POST", "mode", "no-cors", "credentials", "include", "body", body);
        assertThat(fetch("suspend", full)).startsWith("opaque 0 ");
        awaitAnswer(name, "POST " + path("/suspend") + " 403 signed in");
        assertThat(browser.script(
                        "return navigator.sendBeacon(arguments[0], '{}')",
                        host.origin() + ConsoleHost.CONTEXT + path("/revoke")))
                .isEqualTo(true);
        awaitAnswer(name, "POST " + path("/revoke") + " 403 signed in");
        assertThat(status()).isEqualTo(KeyStatus.ACTIVE);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, application/x-www-form-urlencoded", "127.0.0.1, text/plain", "127.0.0.1, multipart/form-data",
        "localhost, application/x-www-form-urlencoded", "localhost, text/plain", "localhost, multipart/form-data"
    })
    void formOfAnotherOriginIsRefusedAlthoughTheCookieComesAlong(String name, String type) {
        visitOther(name);
        post(type);
        assertThat(browser.text(By.tagName("body"))).contains("CROSS_SITE_REQUEST");
        awaitAnswer("127.0.0.1", "POST " + path("/suspend") + " 403 signed in");
        assertThat(status()).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    void formOfTheHostItselfCannotSendTheHeader() {
        browser.driver.get(host.origin() + ConsoleHost.CONTEXT + ConsoleHost.OWN_PAGE);
        post("text/plain");
        assertThat(browser.text(By.tagName("body"))).contains("CROSS_SITE_REQUEST");
        assertThat(status()).isEqualTo(KeyStatus.ACTIVE);
    }

    /** A frame in a sandbox has no origin, on the page of the host either. */
    @ParameterizedTest
    @ValueSource(strings = {"own", "other"})
    void frameInASandboxIsRefused(String page) {
        if (page.equals("own")) {
            browser.driver.get(host.origin() + ConsoleHost.CONTEXT + ConsoleHost.OWN_PAGE);
        } else {
            visitOther("127.0.0.1");
        }
        browser.script(
                "const frame = document.createElement('iframe'); frame.sandbox = 'allow-scripts allow-forms';"
                        + " frame.srcdoc = '<form method=post enctype=text/plain action=\"' + arguments[0]"
                        + " + '\"></form><script>document.forms[0].submit()</' + 'script>';"
                        + " document.body.append(frame)",
                host.origin() + ConsoleHost.CONTEXT + path("/suspend"));
        // As of another site.
        awaitAnswer("localhost", "POST " + path("/suspend") + " 403 signed in");
        assertThat(status()).isEqualTo(KeyStatus.ACTIVE);
    }

    private void visitOther(String name) {
        browser.driver.get("http://" + name + ":" + other.getAddress().getPort() + "/");
    }

    private void post(String type) {
        browser.script(
                "const form = document.createElement('form'); form.method = 'post'; form.enctype = arguments[1];"
                        + " form.action = arguments[0]; const input = document.createElement('input');"
                        + " input.name = '{\"reason\":\"'; input.value = '\"}'; form.append(input);"
                        + " document.body.append(form); form.submit()",
                host.origin() + ConsoleHost.CONTEXT + path("/suspend"),
                type);
        browser.until(driver -> driver.getCurrentUrl().endsWith("/suspend"));
    }

    private String fetch(String action, Map<String, Object> options) {
        String url = host.origin() + ConsoleHost.CONTEXT + path(action.isEmpty() ? "" : "/" + action);
        return (String) browser.driver.executeAsyncScript(FETCH, url, options);
    }

    private String path(String action) {
        return "/latchkey/keys/" + issued.key().id() + action;
    }

    /**
     * Waits until the server wrote down an answer, which it does after it sent it. To a request that a page of another
     * site makes without leaving it, Chromium by default adds no cookie: then nobody is signed in.
     */
    private void awaitAnswer(String page, String line) {
        String anonymous = line.replaceAll("\\d+ signed in$", "401 anonymous");
        browser.until(driver ->
                host.answered.contains(line) || (page.equals("localhost") && host.answered.contains(anonymous)));
    }

    private KeyStatus status() {
        return host.latchkey
                .keys()
                .find(ConsoleHost.TENANT, issued.key().id())
                .orElseThrow()
                .status(host.latchkey.clock().instant());
    }
}
