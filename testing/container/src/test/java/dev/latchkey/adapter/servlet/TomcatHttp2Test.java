package dev.latchkey.adapter.servlet;

import dev.latchkey.http.contract.fixture.Server;
import jakarta.servlet.ServletContext;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A refused upload over HTTP/2 on Tomcat, and what follows on its connection. */
class TomcatHttp2Test {
    @Test
    void aRefusedUploadIsNoWorseThanAServletThatRefusesIt() throws Exception {
        Http2Uploads.assertNoWorse(TomcatHttp2Test::start, true);
    }

    private static Server start(Consumer<ServletContext> setUp) throws Exception {
        return TomcatLauncher.startWithHttp2(new Container.Application("", false, setUp));
    }
}
