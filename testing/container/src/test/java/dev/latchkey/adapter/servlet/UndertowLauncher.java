package dev.latchkey.adapter.servlet;

import dev.latchkey.http.contract.fixture.Server;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.accesslog.AccessLogHandler;
import io.undertow.server.protocol.http2.Http2UpgradeHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContainerInitializer;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.xnio.Options;
import org.xnio.SslClientAuthMode;

/** Undertow 2.3 with Servlet 6.0. */
final class UndertowLauncher implements Container.Launcher {
    /** Held, because the JDK forgets the level of a logger that nobody holds. */
    private static final List<Logger> LOGS = Stream.of("io.undertow", "org.jboss", "org.xnio")
            .map(Logger::getLogger)
            .toList();

    static {
        LOGS.forEach(log -> log.setLevel(Level.WARNING));
    }

    @Override
    public Server start(Container.Application application) throws Exception {
        return start(application, false, null);
    }

    /** Starts an Undertow to which clients may also speak HTTP/2, without TLS. */
    static Server startWithHttp2(Container.Application application) throws Exception {
        return start(application, true, null);
    }

    /** Starts an Undertow that speaks TLS, and asks for certificates of clients. */
    static Server startOverTls(Container.Application application, SSLContext tls) throws Exception {
        return start(application, false, tls);
    }

    private static Server start(Container.Application application, boolean http2, SSLContext tls) throws Exception {
        String path = application.path().isEmpty() ? "/" : application.path();
        ServletContainerInitializer setUp =
                (classes, context) -> application.setUp().accept(context);
        DeploymentInfo deployment = Servlets.deployment()
                .setClassLoader(UndertowLauncher.class.getClassLoader())
                .setDeploymentName("tests")
                .setContextPath(path)
                .addErrorPage(Servlets.errorPage(Container.Application.ERROR_PAGE, 500))
                .addServletContainerInitializer(new ServletContainerInitializerInfo(
                        setUp.getClass(), new ImmediateInstanceFactory<>(setUp), Set.of()));
        if (application.virtualThreads()) {
            deployment.setExecutor(virtualThreads());
        }
        DeploymentManager manager = Servlets.newContainer().addDeployment(deployment);
        manager.deploy();
        HttpHandler handler = Handlers.path().addPrefixPath(path, manager.start());
        if (application.accessLog() != null) {
            handler = new AccessLogHandler(
                    handler,
                    line -> application.accessLog().accept(line),
                    "%h %s %{r," + Callers.ID_ATTRIBUTE + "}",
                    UndertowLauncher.class.getClassLoader());
        }
        HttpHandler root = http2 ? new Http2UpgradeHandler(handler) : handler;
        Undertow.Builder listening = tls == null
                ? Undertow.builder().addHttpListener(0, "127.0.0.1")
                : Undertow.builder()
                        .addHttpsListener(0, "127.0.0.1", tls)
                        .setSocketOption(Options.SSL_CLIENT_AUTH_MODE, SslClientAuthMode.REQUESTED);
        Undertow server = listening
                .setServerOption(UndertowOptions.ENABLE_HTTP2, http2)
                // Two million bytes by default.
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, 2L * Http2Uploads.BODY)
                .setHandler(application.forwarding() ? Handlers.proxyPeerAddress(root) : root)
                .build();
        server.start();
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        return new Server(address.getPort(), () -> {
            server.stop();
            manager.stop();
            manager.undeploy();
        });
    }

    /** By reflection, because this compiles on JDK 17. */
    private static Executor virtualThreads() throws ReflectiveOperationException {
        return (Executor)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }
}
