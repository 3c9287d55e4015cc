package dev.latchkey.examples.plainjdk;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.Binding;
import dev.latchkey.http.contract.HttpBindingContract;
import dev.latchkey.http.contract.fixture.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;

/** The binding to the JDK's own server keeps the contract. */
@Tag("extended")
class LatchkeyGuardTest extends HttpBindingContract {
    /** Any free port. */
    static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Override
    protected Binding binding() {
        return LatchkeyGuardTest::start;
    }

    static Server start(String mountPath, LatchkeyWeb web, Binding.Handler host) {
        return start(mountPath, web, host, List.of());
    }

    static Server start(String mountPath, LatchkeyWeb web, Binding.Handler host, List<Filter> inFront) {
        try {
            return start(HttpServer.create(LOOPBACK, 0), mountPath, web, host, inFront);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Server start(
            HttpServer server, String mountPath, LatchkeyWeb web, Binding.Handler host, List<Filter> inFront) {
        LatchkeyGuard guard = new LatchkeyGuard(web, mountPath);
        ExecutorService threads = Executors.newCachedThreadPool();
        server.createContext(
                        mountPath + "/",
                        guard.before((exchange, admission) -> answer(
                                exchange, host.answer(new ExchangeHead(exchange, mountPath), Optional.of(admission)))))
                .getFilters()
                .addAll(inFront);
        server.setExecutor(threads);
        server.start();
        return new Server(server.getAddress().getPort(), () -> {
            server.stop(0);
            threads.shutdown();
        });
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
