package dev.latchkey.adapter.mongo;

import com.mongodb.ConnectionString;
import dev.latchkey.adapter.mongo.Servers.Clients;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A wire between client and server. It can be cut: then connections end. And it can be frozen: then they stay, and
 * nothing gets through.
 */
final class Relay implements AutoCloseable {
    private final ServerSocket door;
    private final URI server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private boolean isCut;
    private boolean isFrozen;

    private Relay(ServerSocket door, URI server) {
        this.door = door;
        this.server = server;
    }

    static Relay to(Clients clients) throws IOException {
        URI server = URI.create(
                "mongodb://" + new ConnectionString(clients.uri()).getHosts().get(0));
        Relay relay = new Relay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), server);
        start(relay::accept);
        return relay;
    }

    /** Where a client finds the server behind it. The client notices soon that the server is away, or is back. */
    String uri() {
        return "mongodb://127.0.0.1:" + door.getLocalPort()
                + "/?directConnection=true&retryWrites=false&connectTimeoutMS=500&heartbeatFrequencyMS=500";
    }

    synchronized void cut() {
        isCut = true;
        open.forEach(Relay::end);
    }

    synchronized void freeze() {
        isFrozen = true;
    }

    /** Frozen connections stay frozen; later ones are as they should be. */
    synchronized void mend() {
        open.clear();
        isCut = false;
        isFrozen = false;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                connect(door.accept());
            } catch (IOException e) {
                // The door was closed, or the server could not be reached: the client sees its connection end.
            }
        }
    }

    private synchronized void connect(Socket client) throws IOException {
        if (isCut) {
            end(client);
            return;
        }
        Socket behind = new Socket(server.getHost(), server.getPort());
        open.add(client);
        open.add(behind);
        start(() -> copy(client, client, behind));
        start(() -> copy(client, behind, client));
    }

    private void copy(Socket client, Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] bytes = new byte[1 << 12];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                out.write(bytes, 0, passes(client) ? count : 0);
            }
        } catch (IOException e) {
            // Cut.
        } finally {
            end(from);
            end(to);
        }
    }

    private synchronized boolean passes(Socket client) {
        return !isFrozen && open.contains(client);
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError("a socket cannot be closed", e);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }
}
