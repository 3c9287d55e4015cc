package dev.latchkey.adapter.servlet;

import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http2.WindowRateControl;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty 12.1 with Servlet 6.0 (ee10). */
final class JettyLauncher implements Container.Launcher {
    @Override
    public dev.latchkey.http.contract.fixture.Server start(Container.Application application) throws Exception {
        return start(application, http -> List.of());
    }

    /** Starts a Jetty to which clients may also speak HTTP/2, without TLS. */
    static dev.latchkey.http.contract.fixture.Server startWithHttp2(Container.Application application)
            throws Exception {
        return start(application, http -> {
            HTTP2CServerConnectionFactory http2 = new HTTP2CServerConnectionFactory(http);
            // By default a client that has sent much of a body that was refused has to calm down.
            http2.setRateControlFactory(new WindowRateControl.Factory(Integer.MAX_VALUE));
            return List.of(http2);
        });
    }

    private static dev.latchkey.http.contract.fixture.Server start(
            Container.Application application, Function<HttpConfiguration, List<ConnectionFactory>> more)
            throws Exception {
        ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
        errors.addErrorPage(500, Container.Application.ERROR_PAGE);
        ServletContextHandler handler =
                new ServletContextHandler(application.path().isEmpty() ? "/" : application.path());
        handler.setErrorHandler(errors);
        handler.addServletContainerInitializer(
                (classes, context) -> application.setUp().accept(context));
        QueuedThreadPool threads = new QueuedThreadPool();
        if (application.virtualThreads()) {
            threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        }
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        if (application.forwarding()) {
            http.addCustomizer(new ForwardedRequestCustomizer());
        }
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        more.apply(http).forEach(connector::addConnectionFactory);
        if (application.accessLog() != null) {
            server.setRequestLog(new CustomRequestLog(
                    line -> application.accessLog().accept(line), "%{client}a %s %{" + Callers.ID_ATTRIBUTE + "}attr"));
        }
        return started(server, connector, handler);
    }

    /** Starts a Jetty that serves a handler alone. */
    static dev.latchkey.http.contract.fixture.Server serve(Handler handler) {
        return serve(handler, new HttpConnectionFactory());
    }

    /** Starts a Jetty that serves a handler over TLS, and asks for certificates of clients. */
    static dev.latchkey.http.contract.fixture.Server serveOverTls(Handler handler, SSLContext context) {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setSslContext(context);
        tls.setWantClientAuth(true);
        HttpConfiguration http = new HttpConfiguration();
        // The tests name the server by its address, which has no SNI.
        http.addCustomizer(new SecureRequestCustomizer(false));
        return serve(handler, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(http));
    }

    private static dev.latchkey.http.contract.fixture.Server serve(Handler handler, ConnectionFactory... protocols) {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, protocols);
        try {
            return started(server, connector, handler);
        } catch (Exception e) { // Jetty declares no narrower one
            throw new AssertionError("the host does not start", e);
        }
    }

    private static dev.latchkey.http.contract.fixture.Server started(
            Server server, ServerConnector connector, Handler handler) throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(handler);
        server.start();
        return new dev.latchkey.http.contract.fixture.Server(connector.getLocalPort(), server::stop);
    }
}
