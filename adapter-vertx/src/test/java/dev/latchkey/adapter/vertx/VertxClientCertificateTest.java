package dev.latchkey.adapter.vertx;

import dev.latchkey.http.contract.Binding;
import dev.latchkey.http.contract.ClientCertificateContract;
import dev.latchkey.http.contract.fixture.Certificates;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.junit.jupiter.api.Tag;

/** Clients with certificates, on Vert.x. */
@Tag("extended")
class VertxClientCertificateTest extends ClientCertificateContract {
    @Override
    protected Binding binding() {
        return (mountPath, web, host) -> VertxServers.startRouted(
                new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(pfx(certificates().server()))
                        .setTrustOptions(pfx(certificates().trusted()))
                        .setClientAuth(ClientAuth.REQUEST),
                router -> LatchkeyHandlerTest.serve(router, mountPath, web, host));
    }

    private static PfxOptions pfx(KeyStore store) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            store.store(bytes, Certificates.PASSWORD.toCharArray());
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
        return new PfxOptions().setPassword(Certificates.PASSWORD).setValue(Buffer.buffer(bytes.toByteArray()));
    }
}
