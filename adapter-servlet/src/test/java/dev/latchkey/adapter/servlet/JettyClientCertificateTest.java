package dev.latchkey.adapter.servlet;

import dev.latchkey.http.contract.Binding;
import dev.latchkey.http.contract.ClientCertificateContract;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;

/** Clients with certificates, on Jetty. */
class JettyClientCertificateTest extends ClientCertificateContract {
    @Override
    protected Binding binding() {
        return (mountPath, web, host) -> {
            ServletContextHandler handler = new ServletContextHandler(mountPath);
            handler.addServletContainerInitializer((classes, context) -> {
                context.addServlet("host", new ServletBinding.HostServlet(host)).addMapping("/*");
                LatchkeyServlets.install(web, context);
            });
            return JettyLauncher.serveOverTls(handler, certificates().serverTls());
        };
    }
}
