package dev.latchkey.examples.snippets;

import dev.latchkey.Latchkey;
import dev.latchkey.MaintenanceRules;
import dev.latchkey.adapter.jdbc.JdbcAuditSink;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.core.format.KeyFormat;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The program that cron calls, to the letter: {@link OperationsPageTest} compares and runs it. */
// spotless:off
// snippet: maintenance-main
final class MaintenanceMain {
    private MaintenanceMain() {}

    public static void main(String[] args) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setURL(System.getenv("DATABASE_URL"));
        maintain(dataSource);
    }

    static void maintain(DataSource dataSource) {
        try (Latchkey latchkey = Latchkey.builder()
                .store(JdbcKeyStore.on(dataSource))
                .auditSink(JdbcAuditSink.on(dataSource))
                .keyFormat(KeyFormat.of("acme_"))
                .maintenance(MaintenanceRules.DEFAULT)
                .build()) {
            new MaintenanceJob(latchkey).run();
        }
    }
}
// end
// spotless:on
