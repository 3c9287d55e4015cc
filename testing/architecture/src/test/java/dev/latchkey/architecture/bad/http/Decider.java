package dev.latchkey.architecture.bad.http;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.adapter.inmemory.Cache;
import dev.latchkey.architecture.bad.core.internal.Hidden;
import dev.latchkey.architecture.bad.feed.Service;
import dev.latchkey.architecture.bad.ports.KeyStore;

public abstract class Decider {
    @Breaks("HTTP_KNOWS_THE_APPLICATION_AND_NO_STORE")
    abstract KeyStore store();

    @Breaks("HTTP_KNOWS_THE_APPLICATION_AND_NO_STORE")
    abstract Cache adapter();

    @Breaks("HTTP_KNOWS_THE_APPLICATION_AND_NO_STORE")
    abstract Hidden internal();

    @Breaks("HTTP_KNOWS_THE_APPLICATION_AND_NO_STORE")
    abstract jakarta.servlet.Filter filter();

    @Breaks("HTTP_KNOWS_THE_APPLICATION_AND_NO_STORE")
    abstract java.net.Socket socket();

    abstract Service service();
}
