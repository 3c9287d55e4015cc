package dev.latchkey.architecture.bad.transfer;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.core.internal.Hidden;
import dev.latchkey.architecture.bad.feed.Service;
import dev.latchkey.architecture.bad.http.Decider;
import dev.latchkey.architecture.bad.ports.KeyStore;
import java.io.InputStream;

abstract class Lorry {
    @Breaks("TRANSFER_KNOWS_THE_PORTS")
    abstract Service service();

    @Breaks("TRANSFER_KNOWS_THE_PORTS")
    abstract Decider decider();

    @Breaks("TRANSFER_KNOWS_THE_PORTS")
    abstract Hidden internal();

    @Breaks("TRANSFER_KNOWS_THE_PORTS")
    abstract java.nio.file.Path file();

    abstract KeyStore store();

    abstract InputStream stream();
}
