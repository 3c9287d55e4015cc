package dev.latchkey.adapter.servlet;

import jakarta.servlet.ServletContext;
import java.util.function.Consumer;

/**
 * A servlet container that serves one web application on a free port of the loopback address. The tests know no more of it: which
 * one it is says the system property {@code latchkey.container}, the name of a {@link Launcher}; Jetty unless told.
 *
 * @param port the port
 * @param stop stops it
 */
record Container(int port, AutoCloseable stop) implements AutoCloseable {
    private static final String JETTY = "dev.latchkey.adapter.servlet.JettyLauncher";

    /** Starts a container. Has a constructor without parameters. */
    interface Launcher {
        Container start(Application application) throws Exception;
    }

    /**
     * What it serves. Errors with status 500 lead to {@link #ERROR_PAGE}.
     *
     * @param path the context path; empty for the root
     * @param virtualThreads whether requests are served on virtual threads, which needs JDK 21
     * @param setUp adds filters, servlets and listeners
     */
    record Application(String path, boolean virtualThreads, Consumer<ServletContext> setUp) {
        static final String ERROR_PAGE = "/error-page";
    }

    static boolean isJetty() {
        return launcher().equals(JETTY);
    }

    private static String launcher() {
        return System.getProperty("latchkey.container", JETTY);
    }

    static Container start(Application application) {
        try {
            return Class.forName(launcher())
                    .asSubclass(Launcher.class)
                    .getDeclaredConstructor()
                    .newInstance()
                    .start(application);
        } catch (Exception e) {
            throw new AssertionError("the host does not start", e);
        }
    }

    @Override
    public void close() {
        try {
            stop.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
