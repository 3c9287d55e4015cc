package dev.latchkey.examples.quickstart;

import dev.latchkey.adapter.servlet.LatchkeyServlets;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.ManagedKeys;
import java.io.IOException;
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

    static HttpServer start(
            int port,
            LatchkeyWeb numbersApi,
            LatchkeyWeb instancesApi,
            LatchkeyWeb managementApi,
            Numbers numbers,
            OperatorSessions sessions) {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(new WelcomeServlet()), "");
        context.addServlet(new ServletHolder(new SignInServlet(sessions)), SignInServlet.PATH);
        context.addServlet(new ServletHolder(new NumbersServlet(numbers)), "/v1/numbers");
        context.addServlet(new ServletHolder(new MessagesServlet()), "/v1/messages/*");
        context.addServlet(new ServletHolder(new InstanceMessagesServlet()), "/b/v1/instances/*");
        context.addServletContainerInitializer((classes, servletContext) -> {
            // The first one also answers what is no path of any part, such as one with a control character.
            LatchkeyServlets.install(managementApi, servletContext, ManagedKeys.BASE + "/*");
            LatchkeyServlets.install(numbersApi, servletContext, "/v1/*");
            LatchkeyServlets.install(instancesApi, servletContext, "/b/*");
        });
        server.setHandler(context);
        server.setErrorHandler(new PlainErrors());
        server.setStopAtShutdown(true);
        try {
            server.start();
        } catch (Exception e) { // Jetty declares no narrower one
            throw startupException(port, e);
        }
        return new HttpServer(server, connector);
    }

    /**
     * Explains a failed start. Java has the same exception for a port in use and for one that may not be used, so the
     * words of the operating system decide, where they are English.
     */
    static StartupException startupException(int port, Exception failure) {
        String cause = StartupException.rootCause(failure);
        if (!(failure instanceof IOException)) {
            return new StartupException("cannot start the HTTP server (" + cause + ")", failure);
        }
        String matter = "cannot listen on port " + port;
        if (cause.contains("already in use")) {
            matter = "port " + port + " is in use";
        } else if (cause.contains("ermission denied")) {
            matter = "port " + port + " needs the rights of an administrator, as ports below 1024 often do";
        }
        return new StartupException(matter + ": choose another with -Dport= (" + cause + ")", failure);
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
