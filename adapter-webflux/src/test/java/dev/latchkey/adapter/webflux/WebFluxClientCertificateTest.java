package dev.latchkey.adapter.webflux;

import dev.latchkey.http.contract.Binding;
import dev.latchkey.http.contract.ClientCertificateContract;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import reactor.netty.http.server.HttpServer;

/** Clients with certificates, on Reactor Netty. */
@Tag("extended")
class WebFluxClientCertificateTest extends ClientCertificateContract {
    @Override
    protected Binding binding() {
        return (mountPath, web, host) -> WebFluxServers.start(
                HttpServer.create()
                        .secure(tls -> tls.sslContext(asking(certificates().serverTls()))),
                WebFluxServers.mounted(
                        mountPath,
                        WebFluxServers.handler(
                                exchange -> LatchkeyWebFilterTest.answer(exchange, host),
                                List.of(new LatchkeyWebFilter(web)))));
    }

    /** Asks for certificates of clients. */
    private static JdkSslContext asking(SSLContext tls) {
        return new JdkSslContext(
                tls,
                false,
                null,
                IdentityCipherSuiteFilter.INSTANCE,
                ApplicationProtocolConfig.DISABLED,
                ClientAuth.OPTIONAL,
                null,
                false);
    }
}
