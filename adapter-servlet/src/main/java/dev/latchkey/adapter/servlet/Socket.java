package dev.latchkey.adapter.servlet;

import dev.latchkey.http.spi.PeerAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The socket on which a request arrived. Some containers replace the address of a request by what a forwarding header
 * says, below the Servlet API: Jetty's {@code ForwardedRequestCustomizer}, Undertow's {@code ProxyPeerAddressHandler},
 * Tomcat's {@code RemoteIpValve}. Jetty and Undertow still have the socket behind public methods of their own types.
 * Tomcat has none, and only marks the request.
 *
 * @param peer the address of the other end; {@link PeerAddress#UNKNOWN} when the container has replaced it; null for
 *     none
 * @param secure whether the socket speaks TLS; false when the container has replaced the answer
 */
record Socket(@Nullable InetAddress peer, boolean secure) {
    private static final String FORWARDED_BY_TOMCAT = "org.apache.tomcat.request.forwarded";
    private static final String ADDRESS_BY_TOMCAT = "org.apache.tomcat.remoteAddr";

    /** The public methods without parameters of each class of a container, by name. */
    private static final ClassValue<Map<String, Method>> METHODS = new ClassValue<>() {
        @Override
        protected Map<String, Method> computeValue(Class<?> type) {
            return methods(type);
        }
    };

    /** Finds the socket below the container's own request. */
    static Socket of(HttpServletRequest received) {
        String type = received.getClass().getName();
        if (type.startsWith("org.eclipse.jetty.")) {
            Object socket = walk(received, "getRequest", "getConnectionMetaData", "getConnection", "getEndPoint");
            return new Socket(
                    address(walk(socket, "getRemoteSocketAddress")), Boolean.TRUE.equals(walk(socket, "isSecure")));
        }
        if (type.startsWith("io.undertow.")) {
            Object socket = walk(received, "getExchange", "getConnection");
            return new Socket(address(walk(socket, "getPeerAddress")), walk(socket, "getSslSessionInfo") != null);
        }
        return isReplaced(received)
                ? new Socket(PeerAddress.UNKNOWN, false)
                : new Socket(PeerAddress.parse(received.getRemoteAddr()), received.isSecure());
    }

    /**
     * Tells whether Tomcat's valve has replaced the address. The filter of the same name wraps the request, and does
     * not.
     */
    private static boolean isReplaced(HttpServletRequest received) {
        Object replacement = received.getAttribute(ADDRESS_BY_TOMCAT);
        return Boolean.TRUE.equals(received.getAttribute(FORWARDED_BY_TOMCAT))
                && (replacement == null || replacement.equals(received.getRemoteAddr()));
    }

    private static @Nullable InetAddress address(@Nullable Object address) {
        if (address instanceof InetSocketAddress socket) {
            return socket.isUnresolved() ? PeerAddress.UNKNOWN : socket.getAddress();
        }
        return address == null ? PeerAddress.UNKNOWN : null;
    }

    /** Returns null where a method is missing or fails, so that a container of another shape is not believed. */
    private static @Nullable Object walk(@Nullable Object from, String... names) {
        Object at = from;
        for (String name : names) {
            Method method = at == null ? null : METHODS.get(at.getClass()).get(name);
            if (method == null) {
                return null;
            }
            try {
                at = method.invoke(at);
            } catch (IllegalAccessException | InvocationTargetException e) {
                return null;
            }
        }
        return at;
    }

    /** Finds methods in public classes and interfaces alone, because the class of an object may be hidden. */
    private static Map<String, Method> methods(Class<?> type) {
        Map<String, Method> methods = new HashMap<>();
        Class<?> above = type.getSuperclass();
        if (above != null) {
            methods.putAll(methods(above));
        }
        for (Class<?> also : type.getInterfaces()) {
            methods(also).forEach(methods::putIfAbsent);
        }
        if (Modifier.isPublic(type.getModifiers())) {
            Stream.of(type.getDeclaredMethods())
                    .filter(method -> method.getParameterCount() == 0 && Modifier.isPublic(method.getModifiers()))
                    .forEach(method -> methods.put(method.getName(), method));
        }
        return methods;
    }
}
