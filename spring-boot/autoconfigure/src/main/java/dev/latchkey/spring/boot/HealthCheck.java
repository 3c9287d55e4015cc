package dev.latchkey.spring.boot;

import dev.latchkey.Health;
import dev.latchkey.Latchkey;
import dev.latchkey.ports.StoreException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The health of Latchkey, as each version of Spring Boot's indicators tells it. A store that the starter has made is
 * checked as at the start, so that a missing table and a standby are found too.
 */
final class HealthCheck {
    private final Latchkey latchkey;
    private final Runnable store;

    HealthCheck(Latchkey latchkey, Runnable store) {
        this.latchkey = latchkey;
        this.store = store;
    }

    static HealthCheck of(
            Latchkey latchkey,
            LatchkeyProperties properties,
            ListableBeanFactory beans,
            ObjectProvider<DataSource> own,
            ObjectProvider<DataSource> any) {
        return new HealthCheck(latchkey, storeCheck(properties, beans, own, any));
    }

    private static Runnable storeCheck(
            LatchkeyProperties properties,
            ListableBeanFactory beans,
            ObjectProvider<DataSource> own,
            ObjectProvider<DataSource> any) {
        if (!beans.containsBean(LatchkeyAutoConfiguration.STORE)) {
            return () -> {};
        }
        return switch (StoreChoice.of(properties.store().type(), beans)) {
            case JDBC -> () -> JdbcStore.check(own, any);
            case MONGODB -> () -> MongoStore.check(properties.mongodb(), beans);
            case IN_MEMORY -> () -> {};
        };
    }

    /**
     * The result of a check.
     *
     * @param status a status of Spring Boot
     * @param details what each part is
     */
    record State(String status, Map<String, String> details) {}

    /** Checks now. A feed that is interrupted is a detail alone: every request then reads the store, and is served. */
    State state() {
        Health health = latchkey.health();
        String problem = health.storeProblem();
        if (problem == null) {
            try {
                store.run();
            } catch (StoreException e) {
                problem = e.getMessage();
            }
        }
        Map<String, String> details = new LinkedHashMap<>();
        details.put("store", problem == null ? "ready" : problem);
        details.put("feed", health.feedInterrupted() ? "interrupted" : "heard");
        details.put("gate", health.gateFull() ? "full" : "has room");
        String status = problem != null ? "DOWN" : health.gateFull() ? "OUT_OF_SERVICE" : "UP";
        return new State(status, details);
    }
}
