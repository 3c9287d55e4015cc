package dev.latchkey.adapter.servlet;

import dev.latchkey.http.contract.Binding;
import dev.latchkey.http.contract.ClientCertificateContract;

/** Clients with certificates, on Tomcat. */
class TomcatClientCertificateTest extends ClientCertificateContract {
    @Override
    protected Binding binding() {
        return (mountPath, web, host) -> {
            try {
                return TomcatLauncher.startOverTls(
                        new ServletBinding().application(mountPath, web, host), certificates());
            } catch (Exception e) { // Tomcat declares no narrower one
                throw new AssertionError("the host does not start", e);
            }
        };
    }
}
