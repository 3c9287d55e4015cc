package dev.latchkey.adapter.servlet;

import dev.latchkey.http.contract.fixture.Server;
import jakarta.servlet.ServletContext;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** HTTP/2 on Undertow: a refused upload, and what follows on its connection; the host that a client names. */
class UndertowHttp2Test {
    @Test
    void aRefusedUploadIsNoWorseThanAServletThatRefusesIt() throws Exception {
        Http2Uploads.assertNoWorse(UndertowHttp2Test::start, false);
    }

    @Test
    void authorityIsTheHostOfTheRequest() throws Exception {
        Http2Authority.assertKnown(UndertowHttp2Test::start);
    }

    private static Server start(Consumer<ServletContext> setUp) throws Exception {
        return UndertowLauncher.startWithHttp2(new Container.Application("", false, setUp));
    }
}
