package dev.latchkey.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The main class of a node: a {@link Host} behind HTTP on the loopback, in a JVM of its own, which ends when its
 * standard input does.
 */
final class Node {
    private static final int THREADS = 4;

    private Node() {}

    /** Takes the two parts of the database's {@link Location}, and how many keys to remember; prints its own port. */
    public static void main(String[] arguments) throws IOException {
        Host host = new Host(
                Connections.to(new Location(arguments[0], arguments[1]), THREADS), Integer.parseInt(arguments[2]));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(host, exchange));
        server.start();
        System.out.println("PORT " + server.getAddress().getPort());
        System.in.transferTo(OutputStream.nullOutputStream());
        server.stop(0);
        threads.shutdown();
        host.close();
    }

    /** The path is the kind; the body the actor and the argument. */
    private static void answer(Host host, HttpExchange exchange) throws IOException {
        try (exchange) {
            int status = 500;
            String text;
            try {
                Kind kind = Kind.valueOf(exchange.getRequestURI().getPath().substring(1));
                String[] body =
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).split(" ", -1);
                Answer answer = host.ask(kind, body[1], body[0]).orElseThrow();
                status = answer.outcome() == Outcome.UNKNOWN ? 503 : 200;
                text = answer.line();
            } catch (RuntimeException e) {
                text = e.toString();
            }
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
