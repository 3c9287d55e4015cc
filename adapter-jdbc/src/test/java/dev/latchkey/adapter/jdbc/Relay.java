package dev.latchkey.adapter.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A wire between client and server. It can be cut: then connections end at once. And it can be frozen: then they stay, and nothing gets through. */
final class Relay implements AutoCloseable {
    private final ServerSocket door;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private boolean isCut;
    private boolean isFrozen;
    private boolean isTorn;

    private Relay(ServerSocket door, int port) {
        this.door = door;
        this.port = port;
    }

    static Relay to(int port) {
        try {
            Relay relay = new Relay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
            start(relay::accept);
            return relay;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    int port() {
        return door.getLocalPort();
    }

    synchronized void cut() {
        isCut = true;
        open.forEach(Relay::end);
    }

    synchronized void freeze() {
        isFrozen = true;
    }

    /** Of what comes next, the first byte gets through, and nothing more. */
    synchronized void tear() {
        isTorn = true;
    }

    /** Frozen connections stay frozen; later ones are as they should be. */
    synchronized void mend() {
        open.clear();
        isCut = false;
        isFrozen = false;
        isTorn = false;
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
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(client);
        open.add(server);
        start(() -> copy(client, client, server));
        start(() -> copy(client, server, client));
    }

    private void copy(Socket client, Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] bytes = new byte[1 << 12];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                out.write(bytes, 0, passing(client, count));
            }
        } catch (IOException e) {
            // Cut.
        } finally {
            end(from);
            end(to);
        }
    }

    private synchronized int passing(Socket client, int count) {
        if (isFrozen || !open.contains(client)) {
            return 0;
        }
        isFrozen = isTorn;
        return isTorn ? 1 : count;
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
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
