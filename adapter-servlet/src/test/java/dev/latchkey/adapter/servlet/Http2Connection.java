package dev.latchkey.adapter.servlet;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One connection of HTTP/2 without TLS, whose client shows each frame's part in an answer. A client that stops sending
 * a body when the answer is complete, as HTTP/2 wants it. Used by one thread.
 */
final class Http2Connection implements AutoCloseable {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GO_AWAY = 7;
    private static final int WINDOW = 8;
    private static final int ACKNOWLEDGED = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int TABLE_SIZE = 1;
    private static final int INITIAL_WINDOW = 4;
    private static final int CANCEL = 8;
    private static final int CHUNK = 16_384;
    private static final int PACKED = 0x80;
    private static final int STATIC = 0x88;
    private static final List<String> STATUSES = List.of("200", "204", "206", "304", "400", "404", "500");

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final String authority;
    private int stream = -1;
    private long initialWindow = 65_535;
    private long connectionWindow = 65_535;
    private long streamWindow;
    private String status;
    private boolean isAnswered;
    private String end;

    Http2Connection(int port) throws IOException {
        authority = "127.0.0.1:" + port;
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        out.write(PREFACE);
        // Without a table, the server writes the status of each answer anew.
        write(
                SETTINGS,
                0,
                0,
                ByteBuffer.allocate(6).putShort((short) TABLE_SIZE).putInt(0).array());
    }

    /** Tells whether the server has ended the connection, or does not answer on it. */
    boolean isOver() {
        return end != null;
    }

    /**
     * Sends a request and returns the status of its complete answer, or what came instead.
     *
     * @param bytes the size of its body
     * @param headers names and values in turns
     */
    String exchange(String method, String path, int bytes, String... headers) {
        try {
            stream += 2;
            streamWindow = initialWindow;
            status = null;
            isAnswered = false;
            String reset = null;
            write(HEADERS, END_HEADERS | (bytes == 0 ? END_STREAM : 0), stream, head(method, path, headers));
            int left = bytes;
            while (!isAnswered && reset == null && end == null) {
                int next = (int) Math.min(Math.min(left, CHUNK), Math.min(connectionWindow, streamWindow));
                if (next > 0 && in.available() == 0) {
                    left -= next;
                    connectionWindow -= next;
                    streamWindow -= next;
                    write(DATA, left == 0 ? END_STREAM : 0, stream, new byte[next]);
                } else {
                    reset = read();
                }
            }
            if (isAnswered && left > 0 && end == null) {
                write(RESET, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array());
            }
            return isAnswered ? status : reset == null ? end : reset;
        } catch (IOException e) {
            end = e.getClass().getSimpleName();
            return isAnswered ? status : end;
        }
    }

    /** Reads a frame. Returns what has ended the stream of the request without a complete answer; null if nothing. */
    private String read() throws IOException {
        int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int id = in.readInt();
        byte[] payload = in.readNBytes(length);
        ByteBuffer frame = ByteBuffer.wrap(payload);
        boolean own = id == stream;
        if (own && type == HEADERS) {
            status = status(frame);
        } else if (own && type == RESET) {
            return "reset " + frame.getInt();
        } else if (type == SETTINGS && flags != ACKNOWLEDGED) {
            settings(frame);
            write(SETTINGS, ACKNOWLEDGED, 0, new byte[0]);
        } else if (type == PING && flags != ACKNOWLEDGED) {
            write(PING, ACKNOWLEDGED, 0, payload);
        } else if (type == GO_AWAY) {
            end = "go away " + frame.getInt(4);
        } else if (type == WINDOW && id == 0) {
            connectionWindow += frame.getInt();
        } else if (own && type == WINDOW) {
            streamWindow += frame.getInt();
        }
        if (own && (type == HEADERS || type == DATA) && (flags & END_STREAM) != 0) {
            isAnswered = true;
        }
        return null;
    }

    private void settings(ByteBuffer frame) {
        while (frame.hasRemaining()) {
            int name = frame.getShort();
            int value = frame.getInt();
            if (name == INITIAL_WINDOW) {
                streamWindow += value - initialWindow;
                initialWindow = value;
            }
        }
    }

    /** Returns the status, which is the first field: from the static table, or as three digits, packed or not. */
    private static String status(ByteBuffer block) {
        int first = block.get() & 0xff;
        while (first >= 0x20 && first < 0x40) {
            first = block.get() & 0xff;
        }
        if (first >= STATIC) {
            return STATUSES.get(first - STATIC);
        }
        int length = block.get() & 0xff;
        byte[] digits = new byte[length & 0x7f];
        block.get(digits);
        return length < PACKED ? new String(digits, StandardCharsets.US_ASCII) : unpacked(digits);
    }

    /** Returns three digits, of which the small ones have five bits and the others six. */
    private static String unpacked(byte[] packed) {
        String bits =
                new BigInteger(1, packed).setBit(8 * packed.length).toString(2).substring(1);
        StringBuilder digits = new StringBuilder();
        int at = 0;
        while (digits.length() < 3) {
            boolean isSmall = bits.startsWith("000", at);
            int code = Integer.parseInt(bits.substring(at, at + (isSmall ? 5 : 6)), 2);
            digits.append(isSmall ? code : code - 0b011001 + 3);
            at += isSmall ? 5 : 6;
        }
        return digits.toString();
    }

    private byte[] head(String method, String path, String... headers) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        field(block, ":method", method);
        field(block, ":scheme", "http");
        field(block, ":authority", authority);
        field(block, ":path", path);
        for (int i = 0; i < headers.length; i += 2) {
            field(block, headers[i], headers[i + 1]);
        }
        return block.toByteArray();
    }

    /** A field that no table remembers, in letters as they are. */
    private static void field(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        for (String text : new String[] {name, value}) {
            block.write(text.length());
            block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void write(int type, int flags, int id, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(id).put(payload);
        out.write(frame.array());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
