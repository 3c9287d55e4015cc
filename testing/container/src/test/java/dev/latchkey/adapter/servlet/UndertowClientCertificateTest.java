package dev.latchkey.adapter.servlet;

import dev.latchkey.http.contract.Binding;
import dev.latchkey.http.contract.ClientCertificateContract;

/** Clients with certificates, on Undertow. */
class UndertowClientCertificateTest extends ClientCertificateContract {
    @Override
    protected Binding binding() {
        return (mountPath, web, host) -> {
            try {
                return UndertowLauncher.startOverTls(
                        new ServletBinding().application(mountPath, web, host),
                        certificates().serverTls());
            } catch (Exception e) { // Undertow declares no narrower one
                throw new AssertionError("the host does not start", e);
            }
        };
    }
}
