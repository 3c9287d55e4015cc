package dev.latchkey.spring.boot.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.spring.boot.test.host.Application;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A test over a port: the key of one test is not sent by the next one. */
@SpringBootTest(
        classes = Application.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:without-api-key;DB_CLOSE_DELAY=-1")
@AutoConfigureLatchkey
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WithoutApiKeyTest {
    @LocalServerPort
    private int port;

    @Test
    @Order(1)
    @WithApiKey(permissions = "messages:read")
    void keyIsSentOverAPort() throws Exception {
        assertThat(status("/messages")).isEqualTo(200);
    }

    @Test
    @Order(2)
    void keyOfAnotherTestIsNotSent() throws Exception {
        assertThat(status("/messages")).isEqualTo(401);
        assertThat(status("/actuator/health")).isEqualTo(200);
    }

    private int status(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
