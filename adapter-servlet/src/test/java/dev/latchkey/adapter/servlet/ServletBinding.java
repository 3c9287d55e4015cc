package dev.latchkey.adapter.servlet;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.Binding;
import dev.latchkey.http.contract.fixture.Server;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.BiConsumer;

/** The filter and the endpoints in a {@link Container}. */
final class ServletBinding implements Binding {
    private final BiConsumer<LatchkeyWeb, ServletContext> inFront;

    ServletBinding() {
        this((web, context) -> {});
    }

    /** Makes a binding with something in front, such as a filter. */
    ServletBinding(BiConsumer<LatchkeyWeb, ServletContext> inFront) {
        this.inFront = inFront;
    }

    @Override
    public Server start(String mountPath, LatchkeyWeb web, Handler host) {
        return Container.start(application(mountPath, web, host));
    }

    /** Returns the application, for a container that is started otherwise. */
    Container.Application application(String mountPath, LatchkeyWeb web, Handler host) {
        return new Container.Application(mountPath, false, context -> {
            context.addServlet("host", new HostServlet(host)).addMapping("/*");
            inFront.accept(web, context);
            LatchkeyServlets.install(web, context);
        });
    }

    /** The host's code as a servlet. */
    static final class HostServlet extends HttpServlet {
        private final transient Handler host;

        HostServlet(Handler host) {
            this.host = host;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain");
            response.getWriter().print(host.answer(ServletRequestHead.seen(request), Callers.admission(request)));
        }
    }
}
