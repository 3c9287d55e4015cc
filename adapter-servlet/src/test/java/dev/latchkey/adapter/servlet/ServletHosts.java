package dev.latchkey.adapter.servlet;

import dev.latchkey.Latchkey;
import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.core.access.Caller;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.LatchkeyWebBuilder;
import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Starts hosts whose tests need more of a container than a binding has. */
final class ServletHosts {
    private ServletHosts() {}

    static TestHost start(
            Consumer<LatchkeyBuilder> keys, Consumer<LatchkeyWebBuilder> web, Consumer<ServletContext> servlets) {
        return start(keys, installer(web), servlets, false);
    }

    static TestHost start(Consumer<LatchkeyWebBuilder> web) {
        return start(keys -> {}, web, servlets -> {});
    }

    static TestHost start(ErrorStyle style) {
        return start(web -> web.errorStyle(style));
    }

    static TestHost startIn(Installer installer) {
        return start(keys -> {}, installer, servlets -> {}, false);
    }

    /** Starts a host without any servlet but these. */
    static TestHost startAlone(Consumer<ServletContext> servlets, BiConsumer<Latchkey, ServletContext> installer) {
        return new TestHost(
                keys -> {},
                (latchkey, choices) -> Container.start(new Container.Application(TestHost.CONTEXT, false, context -> {
                    servlets.accept(context);
                    installer.accept(latchkey, context);
                })));
    }

    /** Needs JDK 21. */
    static TestHost startOnVirtualThreads(Consumer<LatchkeyWebBuilder> web, Consumer<ServletContext> servlets) {
        return start(keys -> {}, installer(web), servlets, true);
    }

    private static TestHost start(
            Consumer<LatchkeyBuilder> keys,
            Installer installer,
            Consumer<ServletContext> servlets,
            boolean virtualThreads) {
        return new TestHost(
                keys,
                (latchkey, choices) ->
                        Container.start(new Container.Application(TestHost.CONTEXT, virtualThreads, context -> {
                            context.addServlet("echo", new EchoServlet()).addMapping("/*");
                            servlets.accept(context);
                            installer.install(latchkey, choices, context);
                        })));
    }

    private static Installer installer(Consumer<LatchkeyWebBuilder> web) {
        return (latchkey, choices, context) -> {
            web.accept(choices);
            LatchkeyServlets.install(choices.build(), context);
        };
    }

    /** Puts what it likes in front of the servlets. */
    interface Installer {
        void install(Latchkey latchkey, LatchkeyWebBuilder web, ServletContext context);
    }

    /** Tells what a servlet behind the filter sees. */
    static final class EchoServlet extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if ("boom=1".equals(request.getQueryString()) && request.getDispatcherType() != DispatcherType.ERROR) {
                throw new IllegalStateException("the host's own");
            }
            String caller = Callers.find(request)
                    .map((Caller who) -> who.tenant() + " " + who.scope())
                    .orElse("nobody");
            response.setContentType("text/plain");
            response.getWriter()
                    .print("served " + request.getMethod() + " to " + caller + ", user " + request.getUserPrincipal()
                            + ", remote " + request.getRemoteUser() + ", auth " + request.getAuthType() + ", may send "
                            + request.isUserInRole("sender") + ", platform admin "
                            + request.isUserInRole("platform-admin") + ", by * "
                            + (request.isUserInRole("*") || request.isUserInRole("messages:send")));
        }
    }
}
