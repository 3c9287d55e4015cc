package dev.latchkey.architecture.bad.adapter.servlet;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.adapter.inmemory.Cache;
import dev.latchkey.architecture.bad.core.internal.Hidden;
import dev.latchkey.architecture.bad.feed.Service;
import dev.latchkey.architecture.bad.http.Decider;
import dev.latchkey.architecture.bad.ports.KeyStore;
import java.io.ObjectOutputStream;

abstract class Door {
    @Breaks("SERVLET_KNOWS_HTTP")
    abstract KeyStore store();

    @Breaks("SERVLET_KNOWS_HTTP")
    abstract Cache otherAdapter();

    @Breaks("SERVLET_KNOWS_HTTP")
    abstract Hidden internal();

    @Breaks("SERVLET_KNOWS_HTTP")
    abstract java.sql.Connection connection();

    @Breaks("SERVLET_KNOWS_HTTP")
    abstract ObjectOutputStream objects();

    @Breaks("SERVLET_KNOWS_HTTP")
    abstract Service service();

    abstract Decider decider();

    abstract jakarta.servlet.Filter filter();
}
