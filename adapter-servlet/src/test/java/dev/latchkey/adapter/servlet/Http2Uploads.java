package dev.latchkey.adapter.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.Numbers;
import dev.latchkey.http.contract.fixture.Server;
import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Refused uploads over one connection of HTTP/2 without TLS, and what a client sees of them. */
final class Http2Uploads {
    static final int BODY = 6 << 20;
    private static final int SMALL = 20_000;
    private static final int UPLOADS = 6;
    private static final String BASE = "/issued-keys";

    private Http2Uploads() {}

    /** Starts a container that speaks HTTP/2, and takes bodies of {@link #BODY} bytes. */
    interface Launcher {
        Server start(Consumer<ServletContext> setUp) throws Exception;
    }

    /**
     * An upload that is refused.
     *
     * @param status the status of the refusal
     * @param path its path
     * @param headers names and values of its headers in turns
     */
    record Upload(int status, String path, List<String> headers) {
        Upload(int status, String path, String... headers) {
            this(status, path, List.of(headers));
        }

        @Override
        public String toString() {
            return status + " for " + path + (headers.contains("content-length") ? " with" : " without") + " a length";
        }
    }

    /**
     * What a client saw.
     *
     * @param uploads the status of each upload, or why there was none
     * @param others the status of the request after each upload, or why there was none
     * @param connections how many connections were needed
     */
    record Seen(List<String> uploads, List<String> others, int connections) {}

    /**
     * Compares what a client sees with and without Latchkey.
     *
     * @param goesOn whether bodies still arrive on a connection whose uploads were refused. Undertow does not give the
     *     client back what it has discarded, so there each upload has a connection to itself
     */
    static void assertNoWorse(Launcher launcher, boolean goesOn) throws Exception {
        Latchkey latchkey = TestHost.inMemory();
        String key = latchkey.keys()
                .issue(KeySpec.of("acme", Scope.tenant(), "uploads").allPermissions(), TestHost.SETUP)
                .orElseThrow()
                .rawKey()
                .reveal();
        String length = String.valueOf(BODY);
        List<Upload> uploads = List.of(
                new Upload(401, "/upload", "content-length", length),
                new Upload(401, "/upload"),
                new Upload(413, BASE, "x-api-key", key, "content-type", "application/json", "content-length", length),
                new Upload(413, BASE, "x-api-key", key, "content-type", "application/json"));
        for (Upload upload : uploads) {
            Seen without = seen(
                    launcher,
                    upload,
                    goesOn,
                    context -> context.addServlet("refuses", new Refuses(upload.status()))
                            .addMapping(upload.path()));
            Seen with = seen(launcher, upload, goesOn, context -> {
                context.addServlet("served", new Refuses(200)).addMapping("/upload");
                LatchkeyServlets.install(web(latchkey), context);
            });
            assertNoWorse(upload, without, with);
        }
        latchkey.close();
    }

    /**
     * Whether an answer overtakes the end of the connection is not decided by the application. So each outcome of a
     * single upload is compared, and not how often it was seen.
     */
    private static void assertNoWorse(Upload upload, Seen without, Seen with) {
        Set<String> right = new HashSet<>(without.uploads());
        right.add(String.valueOf(upload.status()));
        assertThat(with.uploads())
                .as("%s, without Latchkey: %s", upload, without)
                .isSubsetOf(right);
        assertThat(with.others())
                .as("%s, without Latchkey: %s", upload, without)
                .containsOnly("200");
        if (without.connections() == 1) {
            assertThat(with.connections()).as("%s, connections", upload).isEqualTo(1);
        }
    }

    private static LatchkeyWeb web(Latchkey latchkey) {
        return LatchkeyWeb.builder(latchkey)
                .routes(Routes.builder()
                        .open("*", "/greeting")
                        .either("POST", "/upload")
                        .build())
                .resources(new Numbers())
                .issuedKeys(BASE)
                .build();
    }

    private static Seen seen(Launcher launcher, Upload upload, boolean goesOn, Consumer<ServletContext> application)
            throws Exception {
        try (Server server = launcher.start(context -> {
            context.addServlet("greets", new Greets()).addMapping("/greeting");
            application.accept(context);
        })) {
            List<String> uploads = new ArrayList<>();
            List<String> others = new ArrayList<>();
            int connections = 1;
            Http2Connection connection = new Http2Connection(server.port());
            try {
                for (int i = 0; i < UPLOADS; i++) {
                    String[] headers = upload.headers().toArray(new String[0]);
                    uploads.add(connection.exchange("POST", upload.path(), BODY, headers));
                    if (connection.isOver()) {
                        connection.close();
                        connection = new Http2Connection(server.port());
                        connections++;
                    }
                    others.add(connection.exchange("GET", "/greeting", 0));
                    if (goesOn) {
                        others.add(connection.exchange("POST", "/greeting", SMALL));
                    } else {
                        connection.close();
                        connection = new Http2Connection(server.port());
                    }
                }
            } finally {
                connection.close();
            }
            return new Seen(uploads, others, connections);
        }
    }

    /** Answers without a look at the body. */
    private static final class Refuses extends HttpServlet {
        private final int status;

        Refuses(int status) {
            this.status = status;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setStatus(status);
            response.setContentType("application/json");
            response.getWriter().print("{\"error\":\"Unauthorized\"}");
        }
    }

    private static final class Greets extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("hello");
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(request.getInputStream().readAllBytes().length);
        }
    }
}
