package dev.latchkey.architecture.bad.adapter.servlet;

import dev.latchkey.architecture.Breaks;
import dev.latchkey.architecture.bad.adapter.inmemory.Cache;
import dev.latchkey.architecture.bad.core.internal.Hidden;
import dev.latchkey.architecture.bad.feed.Service;
import dev.latchkey.architecture.bad.http.Decider;
import dev.latchkey.architecture.bad.ports.KeyStore;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ObjectOutputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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

    @Breaks("NO_HEADER_IS_PARSED_BY_THE_CONTAINER")
    static @Nullable String encoding(HttpServletRequest request) {
        return request.getCharacterEncoding();
    }

    @Breaks("NO_HEADER_IS_PARSED_BY_THE_CONTAINER")
    static Function<HttpServletRequest, Cookie[]> cookies() {
        return HttpServletRequest::getCookies;
    }

    static @Nullable String sent(HttpServletRequest request) {
        return request.getHeader("Content-Type");
    }

    abstract Decider decider();

    abstract jakarta.servlet.Filter filter();
}
