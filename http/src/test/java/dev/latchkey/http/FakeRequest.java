package dev.latchkey.http;

import dev.latchkey.http.spi.Connection;
import dev.latchkey.http.spi.PeerAddress;
import dev.latchkey.http.spi.RequestHead;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request of no stack. Its dispatch path is what it was given. */
public final class FakeRequest implements RequestHead {
    private final String method;
    private final String rawPath;
    private final String dispatchPath;
    private final String mountPath;
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private InetAddress peer = InetAddress.getLoopbackAddress();
    private String query;

    private FakeRequest(String method, String rawPath, String dispatchPath, String mountPath) {
        this.method = method;
        this.rawPath = rawPath;
        this.dispatchPath = dispatchPath;
        this.mountPath = mountPath;
    }

    /** Makes a request whose path needs no decoding. */
    public static FakeRequest of(String method, String path) {
        return new FakeRequest(method, path, path, "");
    }

    /** Makes a request that a stack dispatches by another path than it was sent with. */
    static FakeRequest dispatched(String rawPath, String dispatchPath, String mountPath) {
        return new FakeRequest("GET", rawPath, dispatchPath, mountPath);
    }

    FakeRequest from(String address) {
        peer = PeerAddress.parse(address);
        return this;
    }

    FakeRequest query(String sent) {
        query = sent;
        return this;
    }

    FakeRequest header(String name, String value) {
        headers.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        return this;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String rawPath() {
        return rawPath;
    }

    @Override
    public String dispatchPath() {
        return dispatchPath;
    }

    @Override
    public String mountPath() {
        return mountPath;
    }

    @Override
    public String rawQuery() {
        return query;
    }

    @Override
    public List<String> header(String name) {
        return headers.getOrDefault(name, List.of());
    }

    @Override
    public List<String> receivedHeader(String name) {
        return header(name);
    }

    @Override
    public Connection connection() {
        return new Connection(peer, false, "test", List.of());
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }
}
