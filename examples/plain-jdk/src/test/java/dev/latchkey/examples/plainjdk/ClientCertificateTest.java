package dev.latchkey.examples.plainjdk;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.Binding;
import dev.latchkey.http.contract.ClientCertificateContract;
import dev.latchkey.http.contract.fixture.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Tag;

/** Clients with certificates, on the JDK's own server. */
@Tag("extended")
class ClientCertificateTest extends ClientCertificateContract {
    @Override
    protected Binding binding() {
        return this::start;
    }

    private Server start(String mountPath, LatchkeyWeb web, Binding.Handler host) {
        HttpsServer server;
        try {
            server = HttpsServer.create(LatchkeyGuardTest.LOOPBACK, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setHttpsConfigurator(new HttpsConfigurator(certificates().serverTls()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters asking = getSSLContext().getDefaultSSLParameters();
                asking.setWantClientAuth(true);
                parameters.setSSLParameters(asking);
            }
        });
        return LatchkeyGuardTest.start(server, mountPath, web, host, List.of());
    }
}
