package dev.latchkey.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sends the same request again and again on a few connections that stay open, one thread and one request at a time on
 * each. It costs the machine as little as can be.
 */
final class KeepAliveLoad implements AutoCloseable {
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final List<Connection> connections = new ArrayList<>();
    private final ExecutorService threads;

    KeepAliveLoad(int port, String key, int count) throws IOException {
        byte[] request = ("GET " + TrivialServer.PATH + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: " + key
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < count; i++) {
            connections.add(new Connection(new Socket(InetAddress.getLoopbackAddress(), port), request));
        }
        this.threads = Executors.newFixedThreadPool(count);
    }

    /** Sends for so long. */
    FilterLoad.Side run(Duration duration) throws Exception {
        long cpu = PROCESS.getProcessCpuTime();
        long begin = System.nanoTime();
        long end = begin + duration.toNanos();
        List<Callable<Long>> tasks = new ArrayList<>();
        connections.forEach(connection -> tasks.add(() -> connection.sendUntil(end)));
        long answered = 0;
        for (Future<Long> task : threads.invokeAll(tasks)) {
            answered += task.get();
        }
        double perSecond = answered * 1e9 / (System.nanoTime() - begin);
        return new FilterLoad.Side(perSecond, (PROCESS.getProcessCpuTime() - cpu) / 1e3 / answered);
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        for (Connection connection : connections) {
            connection.socket().close();
        }
    }

    private record Connection(Socket socket, byte[] request, byte[] buffer) {
        private static final byte[] END = ("\r\n\r\n" + TrivialServer.BODY).getBytes(StandardCharsets.US_ASCII);

        Connection(Socket socket, byte[] request) throws IOException {
            this(socket, request, new byte[4096]);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(10_000);
        }

        long sendUntil(long end) throws IOException {
            long sent = 0;
            do {
                socket.getOutputStream().write(request);
                receive();
                sent++;
            } while (System.nanoTime() < end);
            return sent;
        }

        private void receive() throws IOException {
            int length = 0;
            do {
                int more = socket.getInputStream().read(buffer, length, buffer.length - length);
                if (more <= 0) {
                    throw new EOFException(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
                }
                length += more;
                // The first answer that is not what it should be says enough.
                if (length > 11 && !startsGood()) {
                    throw new IOException(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
                }
            } while (!isComplete(length));
        }

        private boolean startsGood() {
            return buffer[9] == '2' && buffer[10] == '0' && buffer[11] == '0';
        }

        private boolean isComplete(int length) {
            for (int i = 0; i < END.length; i++) {
                if (length < END.length || buffer[length - END.length + i] != END[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
