package dev.latchkey.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A wire between a pool and its database, which can be cut and can go dead. On the loopback. */
final class Wire implements AutoCloseable {
    private static final int NEVER = Integer.MAX_VALUE;

    private final ServerSocket entry;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Object state = new Object();
    private boolean dead;
    private int cutIn = NEVER;
    private int cuts;

    Wire(int target) throws IOException {
        this.target = target;
        this.entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("wire-entry", this::accept);
    }

    int port() {
        return entry.getLocalPort();
    }

    /** Ends the connection that brings the byte so many bytes further into the answers: the client gets them up to there. */
    void cutIn(int bytes) {
        synchronized (state) {
            cutIn = bytes;
        }
    }

    /** How often it was cut so far. */
    int cuts() {
        synchronized (state) {
            return cuts;
        }
    }

    /** From now on no answer comes through, and no connection ends: as when a switch loses power. Questions still arrive. */
    void die() {
        synchronized (state) {
            dead = true;
        }
    }

    /** What was held back comes through, to whoever still listens. */
    void revive() {
        synchronized (state) {
            dead = false;
            state.notifyAll();
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entry.accept();
                open.add(client);
                start("wire-connect", () -> connect(client));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void connect(Socket client) {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(server);
            start("wire-answers", () -> answers(server, client));
            client.getInputStream().transferTo(server.getOutputStream());
            end(client, server);
        } catch (IOException e) {
            // Nobody listens there, or one side has gone: so goes the other.
            end(client);
        }
    }

    private void answers(Socket server, Socket client) {
        try {
            InputStream in = server.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] buffer = new byte[8192];
            int read = in.read(buffer);
            while (read >= 0) {
                int passed = pass(read);
                out.write(buffer, 0, passed);
                read = passed < read ? -1 : in.read(buffer);
            }
        } catch (IOException | InterruptedException e) {
            // As above.
        } finally {
            end(server, client);
        }
    }

    /** How many of some bytes may go on; fewer than there are when this is the cut. */
    private int pass(int bytes) throws InterruptedException {
        synchronized (state) {
            while (dead) {
                state.wait();
            }
            if (bytes <= cutIn) {
                cutIn = cutIn == NEVER ? NEVER : cutIn - bytes;
                return bytes;
            }
            int passed = cutIn;
            cutIn = NEVER;
            cuts++;
            return passed;
        }
    }

    private void end(Socket... sockets) {
        for (Socket socket : sockets) {
            open.remove(socket);
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException("a socket that cannot be closed", e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        entry.close();
        revive();
        end(open.toArray(new Socket[0]));
    }
}
