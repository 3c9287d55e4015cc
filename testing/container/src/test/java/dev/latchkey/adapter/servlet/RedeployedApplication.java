package dev.latchkey.adapter.servlet;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** A web application that has a class loader of its own, with Latchkey in its {@code WEB-INF/lib}. */
public final class RedeployedApplication implements ServletContextListener {
    static final String KEY = "a key";

    private Latchkey latchkey;

    /** For the container. */
    public RedeployedApplication() {}

    @Override
    public void contextInitialized(ServletContextEvent event) {
        latchkey = Latchkey.builder()
                .store(new InMemoryKeyStore())
                .keyFormat(KeyFormat.of("ps_"))
                .build();
        LatchkeyWeb web = LatchkeyWeb.builder(latchkey)
                .routes(Routes.builder().either("GET", "/v1/me").build())
                .build();
        event.getServletContext().addServlet("empty", new Empty()).addMapping("/*");
        LatchkeyServlets.install(web, event.getServletContext());
        event.getServletContext()
                .setAttribute(
                        KEY,
                        latchkey.keys()
                                .issue(KeySpec.of("acme", Scope.tenant(), "n").allPermissions(), Actor.host("test"))
                                .orElseThrow()
                                .rawKey()
                                .reveal());
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        latchkey.close();
    }

    /** Answers nothing. */
    private static final class Empty extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) {
            response.setStatus(204);
        }
    }
}
