package dev.latchkey.adapter.servlet;

import dev.latchkey.http.contract.fixture.Server;
import jakarta.servlet.ServletContext;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** HTTP/2 on Jetty: a refused upload, and what follows on its connection; the host that a client names. */
class JettyHttp2Test {
    @Test
    void aRefusedUploadIsNoWorseThanAServletThatRefusesIt() throws Exception {
        Http2Uploads.assertNoWorse(JettyHttp2Test::start, true);
    }

    @Test
    void authorityIsTheHostOfTheRequest() throws Exception {
        Http2Authority.assertKnown(JettyHttp2Test::start);
    }

    private static Server start(Consumer<ServletContext> setUp) throws Exception {
        return JettyLauncher.startWithHttp2(new Container.Application("", false, setUp));
    }
}
