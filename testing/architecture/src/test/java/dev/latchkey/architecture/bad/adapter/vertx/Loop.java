package dev.latchkey.architecture.bad.adapter.vertx;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.adapter.inmemory.Cache;
import dev.latchkey.architecture.bad.core.internal.Hidden;
import dev.latchkey.architecture.bad.feed.Service;
import dev.latchkey.architecture.bad.http.Decider;
import dev.latchkey.architecture.bad.ports.KeyStore;
import io.vertx.ext.web.RoutingContext;
import jakarta.servlet.Filter;

abstract class Loop {
    @Breaks("VERTX_KNOWS_HTTP")
    abstract KeyStore store();

    @Breaks("VERTX_KNOWS_HTTP")
    abstract Cache otherAdapter();

    @Breaks("VERTX_KNOWS_HTTP")
    abstract Hidden internal();

    @Breaks("VERTX_KNOWS_HTTP")
    abstract Filter otherStack();

    @Breaks("VERTX_KNOWS_HTTP")
    abstract Service service();

    abstract Decider decider();

    abstract RoutingContext context();
}
