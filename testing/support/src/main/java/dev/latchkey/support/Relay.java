package dev.latchkey.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A relay of TCP connections on the loopback, from clients to a server, with the faults of a network. Thread-safe. */
public final class Relay implements AutoCloseable {
    private static final int NEVER = Integer.MAX_VALUE;

    private final ServerSocket entry;
    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private boolean isCut;
    private boolean isFrozen;
    private boolean isTorn;
    private boolean holdsAnswers;
    private int cutIn = NEVER;
    private int cuts;

    private Relay(ServerSocket entry, int server) {
        this.entry = entry;
        this.server = server;
    }

    /** Opens a relay to a port of the loopback. */
    public static Relay to(int port) {
        try {
            Relay relay = new Relay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
            start(relay::accept);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the port that clients connect to. */
    public int port() {
        return entry.getLocalPort();
    }

    /** Ends all connections, and each new one, until {@link #mend}. */
    public synchronized void cut() {
        isCut = true;
        open.forEach(Relay::end);
    }

    /** Keeps all connections open and loses whatever is sent through them in either direction, until {@link #mend}. */
    public synchronized void freeze() {
        isFrozen = true;
    }

    /** Lets the first byte of what is sent next through, and then freezes. */
    public synchronized void tear() {
        isTorn = true;
    }

    /** Lets new connections through again. Connections that were frozen stay frozen. */
    public synchronized void mend() {
        open.clear();
        isCut = false;
        isFrozen = false;
        isTorn = false;
    }

    /** Ends the connection that brings a given byte of the answers from now on. The client gets the bytes before it. */
    public synchronized void cutIn(int bytes) {
        cutIn = bytes;
    }

    /** Returns how many connections {@link #cutIn} has ended. */
    public synchronized int cuts() {
        return cuts;
    }

    /** Holds answers back and ends no connection, as when a switch loses power. Questions still arrive. */
    public synchronized void holdAnswers() {
        holdsAnswers = true;
    }

    /** Delivers the answers that were held back to the clients that are still connected. */
    public synchronized void releaseAnswers() {
        holdsAnswers = false;
        notifyAll();
    }

    private void accept() {
        while (!entry.isClosed()) {
            try {
                connect(entry.accept());
            } catch (IOException e) {
                // The relay was closed.
            }
        }
    }

    private synchronized void connect(Socket client) {
        if (isCut) {
            end(client);
            return;
        }
        Socket behind;
        try {
            behind = new Socket(InetAddress.getLoopbackAddress(), server);
        } catch (IOException e) {
            // The server is away: the client sees its connection end.
            end(client);
            return;
        }
        open.add(client);
        open.add(behind);
        start(() -> copy(client, client, behind));
        start(() -> copy(client, behind, client));
    }

    private void copy(Socket client, Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] bytes = new byte[1 << 13];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                Passage passage = from.equals(client) ? question(client, count) : answer(client, count);
                out.write(bytes, 0, passage.bytes());
                if (passage.ends()) {
                    return;
                }
            }
        } catch (IOException | InterruptedException e) {
            // One side has gone, or the connection was cut: the other side goes with it.
        } finally {
            end(from);
            end(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private synchronized Passage answer(Socket client, int count) throws InterruptedException {
        while (holdsAnswers) {
            wait();
        }
        if (count <= cutIn) {
            cutIn = cutIn == NEVER ? NEVER : cutIn - count;
            return question(client, count);
        }
        Passage last = new Passage(cutIn, true);
        cutIn = NEVER;
        cuts++;
        return last;
    }

    private synchronized Passage question(Socket client, int count) {
        if (isFrozen || !open.contains(client)) {
            return new Passage(0, false);
        }
        isFrozen = isTorn;
        return new Passage(isTorn ? 1 : count, false);
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a socket cannot be closed", e);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            entry.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        releaseAnswers();
        cut();
    }

    /** How many of the bytes that were read go on, and whether the connection ends after them. */
    private record Passage(int bytes, boolean ends) {}
}
