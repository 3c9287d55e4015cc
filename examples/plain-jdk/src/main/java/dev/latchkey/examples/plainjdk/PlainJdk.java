package dev.latchkey.examples.plainjdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.latchkey.Latchkey;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An application on {@code com.sun.net.httpserver}: one path for every key, one for those that may send. */
public final class PlainJdk implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);

    private PlainJdk(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts it with keys that live as long as the process, and prints one.
     *
     * @param args the port; 8080 unless told
     * @throws IOException when the port is taken
     */
    public static void main(String[] args) throws IOException {
        Latchkey latchkey = Latchkey.builder()
                .store(new InMemoryKeyStore())
                .keyFormat(KeyFormat.of("acme_"))
                .build();
        PlainJdk application = start(latchkey, args.length == 0 ? 8080 : Integer.parseInt(args[0]));
        KeySpec spec = KeySpec.of("acme", Scope.tenant(), "first").allPermissions();
        String key = latchkey.keys()
                .issue(spec, Actor.host("start"))
                .orElseThrow()
                .rawKey()
                .reveal();
        System.out.println("curl -i -H 'x-api-key: " + key + "' http://127.0.0.1:" + application.port() + "/me");
    }

    static PlainJdk start(Latchkey latchkey, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/me", exchange -> answer(exchange, "you are "))
                .setAuthenticator(new KeyAuthenticator(latchkey, Requirement.ANY));
        server.createContext("/messages", exchange -> answer(exchange, "sent for "))
                .setAuthenticator(new KeyAuthenticator(latchkey, Requirement.ANY.with("messages:send")));
        PlainJdk application = new PlainJdk(server);
        server.setExecutor(application.threads);
        server.start();
        return application;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, String words) throws IOException {
        try (exchange) {
            byte[] body = (words + KeyAuthenticator.caller(exchange).tenant() + "\n").getBytes(StandardCharsets.UTF_8);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
