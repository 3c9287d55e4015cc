package dev.latchkey.spring.boot.test;

import dev.latchkey.spring.boot.test.TestApiKeys.Sent;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the key of the test into requests that have no credential, in front of Latchkey's filter. */
final class SendingFilter implements Filter {
    private static final String AUTHORIZATION = "Authorization";

    private final TestApiKeys keys;

    SendingFilter(TestApiKeys keys) {
        this.keys = keys;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Sent sent = keys.sent();
        if (sent != null
                && request instanceof HttpServletRequest http
                && http.getHeader(AUTHORIZATION) == null
                && http.getHeader(sent.header()) == null) {
            chain.doFilter(new WithHeader(http, sent), response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static final class WithHeader extends HttpServletRequestWrapper {
        private final Sent sent;

        WithHeader(HttpServletRequest request, Sent sent) {
            super(request);
            this.sent = sent;
        }

        @Override
        public @Nullable String getHeader(String name) {
            return sent.header().equalsIgnoreCase(name) ? sent.value() : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return sent.header().equalsIgnoreCase(name)
                    ? Collections.enumeration(Set.of(sent.value()))
                    : super.getHeaders(name);
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            Set<String> names = new LinkedHashSet<>(Collections.list(super.getHeaderNames()));
            names.add(sent.header());
            return Collections.enumeration(names);
        }
    }
}
