package dev.latchkey.http.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.TrustedPeers;
import dev.latchkey.http.contract.fixture.Certificates;
import dev.latchkey.http.contract.fixture.TestHost;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The test of a binding whose stack verifies certificates of clients: a client that the host trusts by its certificate
 * may name a key by the id of its secret, and nobody else may. Extend this class, return a binding that starts such a
 * server, and run it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ClientCertificateContract extends HostTest {
    private static final int GATEWAY = 0;
    private static final int OTHER = 1;
    private static final int NONE = -1;

    @TempDir
    static Path folder;

    private Certificates certificates;
    private TestHost host;

    /** Creates the contract, for the test of a binding. */
    protected ClientCertificateContract() {}

    /**
     * Returns the binding under test. Its server speaks TLS with {@link #certificates()}, and asks clients for a
     * certificate that they need not have.
     *
     * @return the binding
     */
    @Override
    protected abstract Binding binding();

    /**
     * Returns the certificates of the server.
     *
     * @return the certificates
     */
    protected final Certificates certificates() {
        return certificates;
    }

    @BeforeAll
    void start() {
        certificates = Certificates.make(folder, "gateway", "other");
        host = startHost(web -> web.errorStyle(ErrorStyle.FLAT)
                .trustedHandleHeader(
                        "x-api-key-id",
                        TrustedPeers.clientCertificate(certificate ->
                                certificate.getSubjectX500Principal().getName().equals("CN=gateway"))));
    }

    @AfterAll
    void stop() {
        host.close();
    }

    @Test
    void clientThatTheHostTrustsNamesAKey() throws Exception {
        assertThat(status(GATEWAY, host.tenantKeyOnce().rawKey().handle())).isEqualTo(200);
        assertThat(status(GATEWAY, "AAAAAAAAAAAA")).isEqualTo(401);
    }

    @Test
    void clientThatOnlyTheStackTrustsNamesNone() throws Exception {
        assertThat(status(OTHER, host.tenantKeyOnce().rawKey().handle())).isEqualTo(401);
    }

    @Test
    void clientWithoutACertificateNamesNone() throws Exception {
        assertThat(status(NONE, host.tenantKeyOnce().rawKey().handle())).isEqualTo(401);
    }

    private int status(int client, String handle) throws IOException, InterruptedException {
        URI numbers = URI.create("https://127.0.0.1:" + host.port + TestHost.CONTEXT + "/v1/numbers");
        return HttpClient.newBuilder()
                .sslContext(certificates.clientTls(client))
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(numbers)
                                .header("x-api-key-id", "k_" + handle)
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }
}
