package dev.latchkey.adapter.servlet;

import dev.latchkey.http.contract.fixture.Server;
import jakarta.servlet.ServletContext;
import java.util.function.Consumer;

/**
 * Starts a servlet container that serves one web application on a free port of the loopback address. The tests know no
 * more of it. The system property {@code latchkey.container} names its {@link Launcher}. Defaults to Jetty.
 */
final class Container {
    private static final String JETTY = "dev.latchkey.adapter.servlet.JettyLauncher";

    private Container() {}

    /** Starts a container. Has a constructor without parameters. */
    interface Launcher {
        Server start(Application application) throws Exception;
    }

    /**
     * The web application. Errors with status 500 lead to {@link #ERROR_PAGE}.
     *
     * @param path the context path; empty for the root
     * @param virtualThreads whether requests are served on virtual threads, which needs JDK 21
     * @param forwarding whether the container itself takes the address of a request from a forwarding header
     * @param accessLog takes the lines of the container's access log: the address, the status and
     *     {@link Callers#ID_ATTRIBUTE}; null for no log
     * @param setUp adds filters, servlets and listeners
     */
    record Application(
            String path,
            boolean virtualThreads,
            boolean forwarding,
            Consumer<String> accessLog,
            Consumer<ServletContext> setUp) {
        Application(String path, boolean virtualThreads, Consumer<ServletContext> setUp) {
            this(path, virtualThreads, false, null, setUp);
        }

        static final String ERROR_PAGE = "/error-page";
    }

    /** Tells whether the container does not show the socket when it has replaced an address. */
    static boolean hidesTheSocket() {
        return System.getProperty("latchkey.container", JETTY).endsWith("TomcatLauncher");
    }

    static Server start(Application application) {
        try {
            return Class.forName(System.getProperty("latchkey.container", JETTY))
                    .asSubclass(Launcher.class)
                    .getDeclaredConstructor()
                    .newInstance()
                    .start(application);
        } catch (Exception e) {
            throw new AssertionError("the host does not start", e);
        }
    }
}
