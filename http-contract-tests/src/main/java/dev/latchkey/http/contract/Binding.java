package dev.latchkey.http.contract;

import dev.latchkey.http.Admission;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.fixture.Server;
import dev.latchkey.http.spi.RequestHead;
import java.util.Optional;

/** A binding under test: what joins a {@link LatchkeyWeb} to one web stack. */
@FunctionalInterface
public interface Binding {
    /**
     * Starts a server on a free port of the loopback address that serves HTTP/1.1 in clear text.
     *
     * @param mountPath the path under which the application is served; empty for the root
     * @param web decides about every request
     * @param host answers every request that the decision leaves to the host, with status 200 and {@code text/plain}
     * @return the running server
     */
    Server start(String mountPath, LatchkeyWeb web, Handler host);

    /** The host's code behind a binding. */
    @FunctionalInterface
    interface Handler {
        /**
         * Answers a request.
         *
         * @param request the head of the request as the host sees it
         * @param admission what the binding has kept on the request
         * @return the text of the answer
         */
        String answer(RequestHead request, Optional<Admission> admission);
    }
}
