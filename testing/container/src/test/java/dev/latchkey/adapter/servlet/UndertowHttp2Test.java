package dev.latchkey.adapter.servlet;

import dev.latchkey.http.contract.fixture.Server;
import jakarta.servlet.ServletContext;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A refused upload over HTTP/2 on Undertow, and what follows on its connection. */
class UndertowHttp2Test {
    @Test
    void aRefusedUploadIsNoWorseThanAServletThatRefusesIt() throws Exception {
        Http2Uploads.assertNoWorse(UndertowHttp2Test::start, false);
    }

    private static Server start(Consumer<ServletContext> setUp) throws Exception {
        return UndertowLauncher.startWithHttp2(new Container.Application("", false, setUp));
    }
}
