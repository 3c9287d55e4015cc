package dev.latchkey.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** The folders in the jar are Flyway locations as they are. */
class FlywayTest {
    @Test
    void flywayMakesTheSchemaOfH2() {
        DataSource database = H2.memory();
        migrates(database, JdbcDatabase.H2);
        H2.shutDown(database);
    }

    @Test
    void flywayMakesTheSchemaOfPostgreSql() {
        DataSource database = Postgres.schema();
        migrates(database, JdbcDatabase.POSTGRESQL);
        Postgres.discard(database);
    }

    private static void migrates(DataSource database, JdbcDatabase kind) {
        Flyway flyway = Flyway.configure()
                .dataSource(database)
                .locations(
                        "classpath:dev/latchkey/adapter/jdbc/" + kind.dialect().folder())
                .configuration(Map.of("flyway.validateMigrationNaming", "true"))
                .load();
        assertThat(flyway.migrate().migrationsExecuted)
                .isEqualTo(kind.dialect().files().size());
        JdbcSchema.check(database);
        assertThat(flyway.migrate().migrationsExecuted).isZero();
    }
}
