package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.http.Routes;
import dev.latchkey.ports.query.AuditQuery;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** People who signed in by the form of Spring Security manage keys, by the authorities that the properties name. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminApplicationTest {
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("ada:secret".getBytes(StandardCharsets.US_ASCII));

    private static final String[] PATHS = {"/latchkey", "/latchkey/me", "/latchkey/keys", "/latchkey/console"};
    private static final String NEW_KEY = "{\"tenant\":\"acme\",\"name\":\"new\",\"permissions\":[\"messages:send\"]}";

    private ConfigurableApplicationContext host;

    @BeforeAll
    void start() {
        host = start("latchkey.web.admin.enabled=true", "latchkey.web.console.enabled=true");
    }

    @AfterAll
    void stop() {
        host.close();
    }

    @Test
    void operatorIssuesAndListsKeys() throws Exception {
        UserSession ada = UserSession.of(host, "ada");
        HttpResponse<String> issued = ada.change("/latchkey/keys", NEW_KEY);
        assertThat(issued.statusCode()).as(issued.body()).isEqualTo(201);
        assertThat(issued.body()).contains("\"rawKey\":\"test_");
        assertThat(ada.send("GET", "/latchkey/keys", "").body()).contains("\"name\":\"new\"");
        assertThat(ada.send("GET", "/latchkey/me", "").body()).contains("\"acme\"", "\"ada\"");
        assertThat(host.getBean(Latchkey.class)
                        .keys()
                        .audit(AuditQuery.of("acme", 10))
                        .items())
                .anyMatch(event -> event.actor().id().equals("ada"));
    }

    @Test
    void operatorGetsTheRightsOfItsEntryAlone() throws Exception {
        UserSession ada = UserSession.of(host, "ada");
        assertThat(ada.send("GET", "/latchkey/keys?tenant=globex", "").statusCode())
                .isEqualTo(404);
        assertThat(ada.change("/latchkey/keys", NEW_KEY.replace("messages:send", "reports:read"))
                        .statusCode())
                .isEqualTo(403);
        UserSession both = UserSession.of(host, "both");
        assertThat(both.send("GET", "/latchkey/keys?tenant=globex", "").statusCode())
                .isEqualTo(200);
        assertThat(both.change("/latchkey/keys", NEW_KEY).statusCode()).isEqualTo(403);
    }

    @Test
    void userWithoutTheAuthorityGetsNothing() throws Exception {
        UserSession guest = UserSession.of(host, "guest");
        assertThat(guest.send("GET", "/latchkey/keys?tenant=acme", "").statusCode())
                .isIn(403, 404);
        assertThat(guest.change("/latchkey/keys", NEW_KEY).statusCode()).isIn(403, 404);
        assertThat(guest.send("GET", "/latchkey/me", "").body()).contains("\"may\":[]", "\"tenants\":[]");
    }

    @Test
    void nobodyElseGetsAnything() throws Exception {
        UserSession anonymous = UserSession.anonymous(host);
        for (String path : PATHS) {
            HttpResponse<String> answer = anonymous.send("GET", path, "", "Accept", "text/html");
            assertThat(answer.statusCode()).as(path).isEqualTo(302);
            assertThat(answer.body()).isEmpty();
        }
        assertThat(anonymous.change("/latchkey/keys", NEW_KEY).statusCode()).isEqualTo(401);
        String key = TestHost.key(host, "keys:*");
        assertThat(anonymous.send("GET", "/latchkey/keys", "", "x-api-key", key).statusCode())
                .isEqualTo(401);
    }

    @Test
    void pageOfAnotherSiteChangesNothing() throws Exception {
        UserSession ada = UserSession.of(host, "ada");
        HttpResponse<String> plain = ada.send("POST", "/latchkey/keys", NEW_KEY, "Content-Type", "application/json");
        assertThat(plain.statusCode()).isEqualTo(403);
        assertThat(plain.body()).contains("CROSS_SITE_REQUEST");
        assertThat(ada.change("/latchkey/keys", NEW_KEY, "Origin", "https://evil.example")
                        .body())
                .contains("CROSS_SITE_REQUEST");
        assertThat(ada.change("/latchkey/keys", NEW_KEY, "Sec-Fetch-Site", "cross-site")
                        .body())
                .contains("CROSS_SITE_REQUEST");
        assertThat(ada.change("/latchkey/keys", NEW_KEY, "Origin", ada.origin(), "Sec-Fetch-Site", "same-origin")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void browserSendsBasicCredentialsByItselfToo() throws Exception {
        UserSession script = UserSession.anonymous(host);
        assertThat(script.change("/latchkey/keys", NEW_KEY, "Authorization", BASIC)
                        .statusCode())
                .isEqualTo(201);
        assertThat(script.send(
                                "POST",
                                "/latchkey/keys",
                                NEW_KEY,
                                "Content-Type",
                                "application/json",
                                "Authorization",
                                BASIC)
                        .body())
                .contains("CROSS_SITE_REQUEST");
    }

    @Test
    void tokenOfSpringSecurityIsRequiredEverywhereElse() throws Exception {
        UserSession ada = UserSession.of(host, "ada");
        for (String path : new String[] {"/public", "/latchkeys", "/latchkey%2Fkeys", "/latchkey/../public"}) {
            HttpResponse<String> answer = ada.change(path, "{}");
            assertThat(answer.statusCode()).as(path).isIn(400, 401, 403);
            assertThat(answer.body()).as(path).doesNotContain("served");
        }
    }

    @Test
    void anotherSpellingOfThePathIsABadRequest() throws Exception {
        for (UserSession user : List.of(UserSession.of(host, "ada"), UserSession.anonymous(host))) {
            for (String path : List.of("/latchkey;x/keys", "/%6catchkey/keys", "/latchkey;x", "/l%61tchkey/console")) {
                assertThat(user.send("GET", path, "").statusCode()).as(path).isEqualTo(400);
                assertThat(user.change(path, NEW_KEY).statusCode()).as(path).isEqualTo(400);
            }
        }
    }

    @Test
    void forwardFromThePathIsNoWayAroundTheRoutes() throws Exception {
        HttpResponse<String> answer = UserSession.of(host, "ada").send("GET", "/latchkey/forwarded", "");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain("served");
    }

    @Test
    void otherServletBelowThePathIsNotServed() throws Exception {
        String page = "/latchkey/pages/one";
        for (UserSession user : List.of(UserSession.of(host, "ada"), UserSession.anonymous(host))) {
            HttpResponse<String> answer = user.send("GET", page, "");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("ROUTE_NOT_ALLOWED").doesNotContain("served");
        }
    }

    /** With this base path, the endpoint of the actuator has the path of the endpoints, which that port has not. */
    @Test
    void portOfTheActuatorServesNothingBelowThePath() throws Exception {
        try (ConfigurableApplicationContext apart = start(
                "latchkey.web.admin.enabled=true",
                "management.server.port=0",
                "management.endpoints.web.base-path=/",
                "management.endpoints.web.exposure.include=*")) {
            for (String path : List.of("/latchkey", "/latchkey/keys")) {
                HttpResponse<String> answer =
                        TestHost.sendTo("local.management.port", apart, "GET", path, "Authorization", BASIC);
                assertThat(answer.statusCode()).as(path).isEqualTo(403);
                assertThat(answer.body()).contains("ROUTE_NOT_ALLOWED");
            }
        }
    }

    @Test
    void bodyMayArriveLater() throws Exception {
        int port = Integer.parseInt(host.getEnvironment().getRequiredProperty("local.server.port"));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /latchkey/keys HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nLatchkey-Csrf: 1\r\n"
                            + "Content-Type: application/json\r\nExpect: 100-continue\r\nAuthorization: " + BASIC
                            + "\r\nContent-Length: " + NEW_KEY.length() + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 100");
            out.write(NEW_KEY.substring(0, 5).getBytes(StandardCharsets.US_ASCII));
            out.write(NEW_KEY.substring(5).getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).contains("HTTP/1.1 201");
        }
    }

    @Test
    void consoleAndDocumentAreServed() throws Exception {
        UserSession ada = UserSession.of(host, "ada");
        HttpResponse<String> page = ada.send("GET", "/latchkey/console", "");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<html");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'"));
        assertThat(ada.send("GET", "/latchkey/console/config.json", "").body()).contains("\"signIn\":null");
        assertThat(ada.send("GET", "/latchkey/openapi.json", "").body()).contains("/latchkey/keys/{id}");
    }

    @Test
    void springSecurityMayKeepItsTokenOnThePath() throws Exception {
        try (ConfigurableApplicationContext strict =
                start("latchkey.web.admin.enabled=true", "latchkey.web.admin.keep-csrf=true")) {
            UserSession ada = UserSession.of(strict, "ada");
            assertThat(ada.send("GET", "/latchkey/keys", "").statusCode()).isEqualTo(200);
            HttpResponse<String> answer = ada.change("/latchkey/keys", NEW_KEY);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).doesNotContain("CROSS_SITE_REQUEST");
        }
    }

    @Test
    void withoutThePropertyThePathIsAnyOther() throws Exception {
        try (ConfigurableApplicationContext without = start("latchkey.web.admin.enabled=false")) {
            HttpResponse<String> elsewhere = TestHost.send(without, "GET", "/nowhere");
            for (String path : PATHS) {
                HttpResponse<String> answer = TestHost.send(without, "GET", path);
                assertThat(answer.statusCode())
                        .isEqualTo(elsewhere.statusCode())
                        .isEqualTo(401);
                assertThat(answer.body().replace(path, "/nowhere")).isEqualTo(elsewhere.body());
            }
        }
    }

    /** Reads to the first empty line. */
    private static String head(InputStream in) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).isNotNegative();
            read.append((char) next);
        }
        return read.toString();
    }

    private static ConfigurableApplicationContext start(String... properties) {
        String operators = "latchkey.web.admin.operators";
        List<String> all = new ArrayList<>(List.of(
                "latchkey.store.type=in-memory",
                "latchkey.web.public-routes=* /login, * /public",
                "spring.flyway.enabled=false",
                "spring.liquibase.enabled=false",
                operators + "[0].authority=KEYS_READ",
                operators + "[0].tenants=*",
                operators + "[0].may=keys:read",
                operators + "[1].authority=ROLE_ACME_KEYS",
                operators + "[1].tenants=acme",
                operators + "[1].may=keys:*",
                operators + "[1].may-grant=messages:*"));
        all.addAll(List.of(properties));
        return TestHost.start(Host.class, all.toArray(String[]::new));
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @RestController
    static class Host {
        @Bean
        Routes routes() {
            return Routes.builder().tenantOnly("GET", "/secret").build();
        }

        @Bean
        SecurityFilterChain security(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers("/latchkey/pages/**")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .formLogin(Customizer.withDefaults())
                    .httpBasic(Customizer.withDefaults())
                    .build();
        }

        @Bean
        UserDetailsService users() {
            return new InMemoryUserDetailsManager(
                    user("ada", "ROLE_ACME_KEYS"),
                    user("both", "ROLE_ACME_KEYS", "KEYS_READ"),
                    user("guest", "ROLE_USER"));
        }

        /** A filter behind Spring Security that sends requests elsewhere. */
        @Bean
        FilterRegistrationBean<Filter> forwarding() {
            FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) ->
                    request.getRequestDispatcher("/secret").forward(request, response));
            filter.addUrlPatterns("/latchkey/forwarded");
            filter.setOrder(0);
            return filter;
        }

        /** A servlet whose path lies below that of the endpoints, as a library may bring one. */
        @Bean
        ServletRegistrationBean<HttpServlet> pages() {
            return new ServletRegistrationBean<>(
                    new HttpServlet() {
                        private static final long serialVersionUID = 1L;

                        @Override
                        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                                throws IOException {
                            response.getWriter().print("served");
                        }
                    },
                    "/latchkey/pages/*");
        }

        @GetMapping("/secret")
        String secret() {
            return "served";
        }

        @PostMapping("/public")
        String posted() {
            return "served";
        }

        private static UserDetails user(String name, String... authorities) {
            return User.withUsername(name)
                    .password("{noop}secret")
                    .authorities(authorities)
                    .build();
        }
    }
}
