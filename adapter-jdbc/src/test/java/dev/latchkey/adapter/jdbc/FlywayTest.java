package dev.latchkey.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The folders in the jar are Flyway locations as they are, also beside an application's own tables and migrations. */
class FlywayTest {
    @TempDir
    private Path applications;

    @ParameterizedTest
    @EnumSource(JdbcDatabase.class)
    void flywayCreatesTheSchema(JdbcDatabase kind) {
        DataSource database = empty(kind);
        migrates(database, latchkeys(database, kind), kind);
        discard(database, kind);
    }

    @ParameterizedTest
    @EnumSource(JdbcDatabase.class)
    void aHistoryTableOfItsOwnCreatesTheSchemaBesideAnApplicationsTables(JdbcDatabase kind) {
        DataSource database = empty(kind);
        Sql.execute(database, "create table host_order (id int primary key)");
        migrates(
                database,
                latchkeys(database, kind).table("latchkey_schema_history").baselineOnMigrate(true),
                kind);
        discard(database, kind);
    }

    @ParameterizedTest
    @EnumSource(JdbcDatabase.class)
    void anApplicationsOwnMigrationsMayHaveTheSameNumbersInAHistoryTableOfTheirOwn(JdbcDatabase kind)
            throws IOException {
        DataSource database = empty(kind);
        Files.writeString(applications.resolve("V1__host.sql"), "create table host_order (id int primary key);");
        FluentConfiguration own = Flyway.configure().dataSource(database).locations("filesystem:" + applications);
        assertThat(own.load().migrate().migrationsExecuted).isEqualTo(1);
        migrates(
                database,
                latchkeys(database, kind).table("latchkey_schema_history").baselineOnMigrate(true),
                kind);
        assertThat(own.load().migrate().migrationsExecuted).isZero();
        discard(database, kind);
    }

    /** With one history table for both, Latchkey's version may lie between those that the application has applied. */
    @ParameterizedTest
    @EnumSource(JdbcDatabase.class)
    void oneHistoryTableForBothTakesLatchkeysFilesOutOfOrder(JdbcDatabase kind) throws IOException {
        DataSource database = empty(kind);
        Files.writeString(applications.resolve("V1__host.sql"), "create table host_order (id int primary key);");
        Files.writeString(applications.resolve("V2__host.sql"), "create table host_line (id int primary key);");
        FluentConfiguration own = Flyway.configure().dataSource(database).locations("filesystem:" + applications);
        assertThat(own.load().migrate().migrationsExecuted).isEqualTo(2);
        migrates(
                database,
                own.locations("filesystem:" + applications, location(kind)).outOfOrder(true),
                kind);
        Files.writeString(applications.resolve("V3__host.sql"), "create table host_note (id int primary key);");
        assertThat(own.load().migrate().migrationsExecuted).isEqualTo(1);
        discard(database, kind);
    }

    private static DataSource empty(JdbcDatabase kind) {
        return kind == JdbcDatabase.H2 ? H2.memory() : Postgres.schema();
    }

    private static void discard(DataSource database, JdbcDatabase kind) {
        if (kind == JdbcDatabase.H2) {
            H2.shutDown(database);
        } else {
            Postgres.discard(database);
        }
    }

    private static String location(JdbcDatabase kind) {
        return "classpath:dev/latchkey/adapter/jdbc/" + kind.dialect().folder();
    }

    private static FluentConfiguration latchkeys(DataSource database, JdbcDatabase kind) {
        return Flyway.configure().dataSource(database).locations(location(kind));
    }

    private static void migrates(DataSource database, FluentConfiguration settings, JdbcDatabase kind) {
        Flyway flyway = settings.configuration(Map.of("flyway.validateMigrationNaming", "true"))
                .load();
        assertThat(flyway.migrate().migrationsExecuted)
                .isEqualTo(kind.dialect().files().size());
        JdbcSchema.check(database);
        assertThat(flyway.migrate().migrationsExecuted).isZero();
    }
}
