package dev.latchkey.adapter.servlet;

import dev.latchkey.http.contract.fixture.Certificates;
import dev.latchkey.http.contract.fixture.Server;
import java.io.CharArrayWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Valve;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.AbstractAccessLogValve;
import org.apache.catalina.valves.RemoteIpValve;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;

/** Tomcat: 10.1 with Servlet 6.0 or 11 with Servlet 6.1, whichever is on the class path. */
final class TomcatLauncher implements Container.Launcher {
    /** Held, because the JDK forgets the level of a logger that nobody holds. */
    private static final Logger LOG = Logger.getLogger("org.apache");

    /** Warns with each stop that the JDK does not let it look for what an application leaves behind. */
    private static final Logger LOADER = Logger.getLogger("org.apache.catalina.loader");

    static {
        LOG.setLevel(Level.WARNING);
        LOADER.setLevel(Level.SEVERE);
    }

    @Override
    public Server start(Container.Application application) throws Exception {
        return start(application, new Tomcat());
    }

    /** Starts a Tomcat to which clients may also speak HTTP/2, without TLS. */
    static Server startWithHttp2(Container.Application application) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setPort(0);
        Http2Protocol http2 = new Http2Protocol();
        // Tomcat ends a connection whose streams were reset often, as those of refused uploads are, with Latchkey or
        // without.
        http2.setOverheadResetFactor(0);
        http2.setOverheadDataThreshold(0);
        http2.setOverheadWindowUpdateThreshold(0);
        tomcat.getConnector().addUpgradeProtocol(http2);
        return start(application, tomcat);
    }

    /** Starts a Tomcat that speaks TLS, and asks for certificates of clients. */
    static Server startOverTls(Container.Application application, Certificates certificates) throws Exception {
        SSLHostConfig tls = new SSLHostConfig();
        tls.setTrustStore(certificates.trusted());
        tls.setCertificateVerification("optional");
        SSLHostConfigCertificate own = new SSLHostConfigCertificate(tls, SSLHostConfigCertificate.Type.UNDEFINED);
        own.setCertificateKeystore(certificates.server());
        own.setCertificateKeyPassword(Certificates.PASSWORD);
        tls.addCertificate(own);
        Tomcat tomcat = new Tomcat();
        tomcat.setPort(0);
        tomcat.getConnector().setScheme("https");
        tomcat.getConnector().setSecure(true);
        tomcat.getConnector().setProperty("SSLEnabled", "true");
        tomcat.getConnector().addSslHostConfig(tls);
        return start(application, tomcat);
    }

    private static Server start(Container.Application application, Tomcat tomcat) throws Exception {
        Path folder = Files.createTempDirectory("tomcat");
        tomcat.setBaseDir(folder.toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        // Milliseconds. By default Tomcat ends a read whose time is over only once a second.
        tomcat.getConnector().setProperty("selectorTimeout", "20");
        tomcat.getConnector().setProperty("socket.timeoutInterval", "20");
        if (application.virtualThreads()) {
            tomcat.getConnector().getProtocolHandler().setExecutor(new VirtualThreadExecutor("virtual"));
        }
        Context context = tomcat.addContext(application.path(), folder.toString());
        if (application.forwarding()) {
            tomcat.getEngine().getPipeline().addValve(new RemoteIpValve());
        }
        if (application.accessLog() != null) {
            tomcat.getEngine().getPipeline().addValve(accessLog(application.accessLog()));
        }
        ErrorPage errors = new ErrorPage();
        errors.setErrorCode(500);
        errors.setLocation(Container.Application.ERROR_PAGE);
        context.addErrorPage(errors);
        context.addServletContainerInitializer(
                (classes, servletContext) -> application.setUp().accept(servletContext), Set.of());
        tomcat.start();
        if (context.getState() != LifecycleState.STARTED) {
            throw new IllegalStateException("the application does not start");
        }
        return new Server(tomcat.getConnector().getLocalPort(), () -> {
            tomcat.stop();
            tomcat.destroy();
            // Set by the first Tomcat of a process. The next one would make this folder again.
            System.clearProperty("catalina.home");
            delete(folder);
        });
    }

    private static Valve accessLog(Consumer<String> lines) {
        AbstractAccessLogValve log = new AbstractAccessLogValve() {
            @Override
            protected void log(CharArrayWriter message) {
                lines.accept(message.toString());
            }
        };
        log.setPattern("%h %s %{" + Callers.ID_ATTRIBUTE + "}r");
        return log;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
