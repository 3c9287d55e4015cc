package dev.latchkey.architecture.bad.adapter.servlet;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.adapter.inmemory.Cache;
import dev.latchkey.architecture.bad.core.internal.Hidden;
import dev.latchkey.architecture.bad.feed.Service;
import dev.latchkey.architecture.bad.ports.KeyStore;
import java.io.ObjectOutputStream;

abstract class Door {
    @Breaks("SERVLET_KNOWS_THE_APPLICATION_AND_NO_STORE")
    abstract KeyStore store();

    @Breaks("SERVLET_KNOWS_THE_APPLICATION_AND_NO_STORE")
    abstract Cache otherAdapter();

    @Breaks("SERVLET_KNOWS_THE_APPLICATION_AND_NO_STORE")
    abstract Hidden internal();

    @Breaks("SERVLET_KNOWS_THE_APPLICATION_AND_NO_STORE")
    abstract java.sql.Connection connection();

    @Breaks("SERVLET_KNOWS_THE_APPLICATION_AND_NO_STORE")
    abstract ObjectOutputStream objects();

    abstract Service service();

    abstract jakarta.servlet.Filter filter();
}
