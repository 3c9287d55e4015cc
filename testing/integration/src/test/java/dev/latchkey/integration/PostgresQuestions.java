package dev.latchkey.integration;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;

/**
 * Sockets that count what PostgreSQL's driver asks the server: each Query, and each Sync, which ends what is asked by
 * several messages. For connections without encryption.
 */
public final class PostgresQuestions extends SocketFactory {
    static final AtomicLong SENT = new AtomicLong();

    /** Made by the driver. */
    public PostgresQuestions() {}

    @Override
    public Socket createSocket() {
        return new Socket() {
            @Override
            public OutputStream getOutputStream() throws IOException {
                return new Counting(super.getOutputStream());
            }
        };
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }

    /** A message is a type, which the first one has not, its length with that of the number itself, and its content. */
    private static final class Counting extends FilterOutputStream {
        private final ByteArrayOutputStream head = new ByteArrayOutputStream();
        private boolean isFirst = true;
        private int content;

        Counting(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int sent) throws IOException {
            out.write(sent);
            take(sent);
        }

        @Override
        public void write(byte[] sent, int from, int count) throws IOException {
            out.write(sent, from, count);
            for (int i = from; i < from + count; i++) {
                take(sent[i]);
            }
        }

        private void take(int sent) {
            if (content > 0) {
                content--;
                return;
            }
            head.write(sent);
            if (head.size() == (isFirst ? Integer.BYTES : 1 + Integer.BYTES)) {
                ByteBuffer read = ByteBuffer.wrap(head.toByteArray());
                byte type = isFirst ? 0 : read.get();
                if (type == 'Q' || type == 'S') {
                    SENT.incrementAndGet();
                }
                content = read.getInt() - Integer.BYTES;
                isFirst = false;
                head.reset();
            }
        }
    }
}
