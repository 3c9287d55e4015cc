package dev.latchkey.architecture.bad.adapter.webflux;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.adapter.inmemory.Cache;
import dev.latchkey.architecture.bad.core.internal.Hidden;
import dev.latchkey.architecture.bad.feed.Service;
import dev.latchkey.architecture.bad.http.Decider;
import dev.latchkey.architecture.bad.ports.KeyStore;
import jakarta.servlet.Filter;
import org.springframework.web.server.ServerWebExchange;

abstract class Exchange {
    @Breaks("WEBFLUX_KNOWS_HTTP")
    abstract KeyStore store();

    @Breaks("WEBFLUX_KNOWS_HTTP")
    abstract Cache otherAdapter();

    @Breaks("WEBFLUX_KNOWS_HTTP")
    abstract Hidden internal();

    @Breaks("WEBFLUX_KNOWS_HTTP")
    abstract Filter otherStack();

    @Breaks("WEBFLUX_KNOWS_HTTP")
    abstract Service service();

    abstract Decider decider();

    abstract ServerWebExchange exchange();
}
