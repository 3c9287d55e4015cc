package dev.latchkey.examples.snippets;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.jdbc.JdbcAuditSink;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.adapter.servlet.LatchkeyServlets;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The listener of a servlet application, to the letter: {@link EmbeddingPageTest} runs it. */
// spotless:off
// snippet: listener
@WebListener
public class KeysListener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();  // in production, your connection pool
        dataSource.setURL(System.getenv("DATABASE_URL"));
        start(dataSource, event.getServletContext());
    }

    static void start(DataSource dataSource, ServletContext context) {
        JdbcSchema.apply(dataSource);                              // or your migration tool
        Latchkey latchkey = Latchkey.builder()
                .store(JdbcKeyStore.on(dataSource))
                .auditSink(JdbcAuditSink.on(dataSource))
                .keyFormat(KeyFormat.of("acme_"))
                .build();
        context.setAttribute("latchkey", latchkey);                // for your code that issues keys
        Routes routes = Routes.builder().tenantOnly("GET", "/v1/projects", "projects:read").build();
        LatchkeyServlets.install(LatchkeyWeb.builder(latchkey).routes(routes).build(), context);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (event.getServletContext().getAttribute("latchkey") instanceof Latchkey latchkey) {
            latchkey.close();
        }
    }
}
// end
// spotless:on
