package dev.latchkey.adapter.servlet;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.jdbc.JdbcAuditSink;
import dev.latchkey.adapter.jdbc.JdbcChangeLog;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.feed.PollingChangeFeed;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.time.Duration;
import java.util.function.Supplier;
import org.h2.jdbcx.JdbcConnectionPool;

/** A web application with a store on H2, whose record cache follows a change feed. Supplies a raw key. */
public final class RedeployedStore implements ServletContextListener, Supplier<String> {
    private JdbcConnectionPool pool;
    private Latchkey latchkey;
    private String key;

    /** For the test, by reflection. */
    public RedeployedStore() {}

    @Override
    public String get() {
        return key;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        pool = JdbcConnectionPool.create(RedeployedStoreTest.URL, "", "");
        JdbcSchema.apply(pool);
        latchkey = Latchkey.builder()
                .store(JdbcKeyStore.on(pool))
                .auditSink(JdbcAuditSink.on(pool))
                .recordCache(
                        PollingChangeFeed.of(JdbcChangeLog.on(pool), Duration.ofMillis(100)),
                        100,
                        Duration.ofMinutes(1))
                .keyFormat(KeyFormat.of("ps_"))
                .build();
        key = latchkey.keys()
                .issue(KeySpec.of("acme", Scope.tenant(), "n").allPermissions(), Actor.host("test"))
                .orElseThrow()
                .rawKey()
                .reveal();
        LatchkeyWeb web = LatchkeyWeb.builder(latchkey)
                .routes(Routes.builder().either("GET", "/v1/me").build())
                .build();
        LatchkeyServlets.install(web, event.getServletContext());
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        latchkey.close();
        pool.dispose();
    }
}
