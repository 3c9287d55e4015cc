package dev.latchkey.examples.quickstart;

import dev.latchkey.adapter.servlet.LatchkeyServlets;
import dev.latchkey.http.LatchkeyWeb;
import java.io.IOException;
import java.net.BindException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Embedded Jetty on loopback, with the application's servlets behind Latchkey's filters. */
final class HttpServer {
    private final Server server;
    private final ServerConnector connector;

    private HttpServer(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    static HttpServer start(int port, LatchkeyWeb numbersApi, LatchkeyWeb instancesApi, Numbers numbers) {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(new NumbersServlet(numbers)), "/v1/numbers");
        context.addServlet(new ServletHolder(new MessagesServlet()), "/v1/messages/*");
        context.addServlet(new ServletHolder(new InstanceMessagesServlet()), "/b/v1/instances/*");
        context.addServletContainerInitializer((classes, servletContext) -> {
            LatchkeyServlets.install(numbersApi, servletContext, "/v1/*");
            LatchkeyServlets.install(instancesApi, servletContext, "/b/*");
        });
        server.setHandler(context);
        server.setStopAtShutdown(true);
        try {
            server.start();
        } catch (Exception e) { // Jetty declares no narrower one
            throw startupException(port, e);
        }
        return new HttpServer(server, connector);
    }

    private static StartupException startupException(int port, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return new StartupException("port " + port + " is in use: choose another with -Dport=", e);
            }
        }
        String what = e instanceof IOException ? "cannot listen on port " + port : "cannot start the HTTP server";
        return new StartupException(what + ": " + e.getMessage(), e);
    }

    int port() {
        return connector.getLocalPort();
    }

    /** Waits until the server is stopped, by Ctrl-C for example. */
    void join() {
        try {
            server.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
