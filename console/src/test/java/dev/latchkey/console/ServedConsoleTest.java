package dev.latchkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server answers where the console is mounted. */
class ServedConsoleTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private ConsoleHost host;

    @BeforeEach
    void start() throws Exception {
        host = ConsoleHost.start();
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    @Test
    void pageAndItsScriptsAreOpenToEveryoneWithTheirFields() throws Exception {
        HttpResponse<String> page = send("GET", host.address());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
        assertThat(page.headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(page.headers().allValues("Content-Security-Policy")).hasSize(1);
        assertThat(page.headers().firstValue("Set-Cookie")).isEmpty();
        Matcher script = Pattern.compile("src=\"(console/[^\"]+)\"").matcher(page.body());
        assertThat(script.find()).isTrue();
        HttpResponse<String> served = send("GET", host.address().replaceAll("console$", script.group(1)));
        assertThat(served.statusCode()).isEqualTo(200);
        assertThat(served.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/javascript");
        assertThat(served.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
    }

    @Test
    void configurationNamesWhatTheEndpointsTake() throws Exception {
        assertThat(send("GET", host.address() + "/config.json").body())
                .contains(
                        "\"signIn\":\"/app/login\"",
                        "\"GET me\":",
                        "\"POST keys/{id}/rotate\":",
                        "\"resource\":\"number\"")
                .containsPattern("\"GET keys\":\\{\"parameters\":\\[[^]]*\"status\"")
                .containsPattern("\"PATCH keys/\\{id}\":\\{[^}]*\"members\":\\[[^]]*\"networks\"");
    }

    @Test
    void headersOfThePageAreThereWithoutIt() throws Exception {
        HttpResponse<String> head = send("HEAD", host.address());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().allValues("Content-Security-Policy")).hasSize(1);
    }

    @Test
    void nothingElseIsServedBelowTheConsole() throws Exception {
        assertThat(send("GET", host.address() + "/0123456789abcdef/app.js").statusCode())
                .isEqualTo(401);
        assertThat(send("GET", host.address() + "/console.html").statusCode()).isEqualTo(401);
        assertThat(send("POST", host.address()).statusCode()).isEqualTo(405);
    }

    private HttpResponse<String> send(String method, String address) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(address))
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }
}
