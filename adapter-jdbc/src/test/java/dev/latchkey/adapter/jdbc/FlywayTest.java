package dev.latchkey.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The folders in the jar are Flyway locations as they are, also beside an application's own tables and migrations. */
@Tag("extended")
class FlywayTest {
    @TempDir
    private Path applications;

    @ParameterizedTest
    @MethodSource("dev.latchkey.adapter.jdbc.Engines#all")
    void flywayCreatesTheSchema(JdbcDatabase kind) {
        DataSource database = Engines.empty(kind);
        migrates(database, latchkeys(database, kind), kind);
        Engines.discard(database, kind);
    }

    @ParameterizedTest
    @MethodSource("dev.latchkey.adapter.jdbc.Engines#all")
    void aHistoryTableOfItsOwnCreatesTheSchemaBesideAnApplicationsTables(JdbcDatabase kind) {
        DataSource database = Engines.empty(kind);
        Sql.execute(database, "create table host_order (id int primary key)");
        migrates(
                database,
                latchkeys(database, kind).table("latchkey_schema_history").baselineOnMigrate(true),
                kind);
        Engines.discard(database, kind);
    }

    @ParameterizedTest
    @MethodSource("dev.latchkey.adapter.jdbc.Engines#all")
    void anApplicationsOwnMigrationsMayHaveTheSameNumbersInAHistoryTableOfTheirOwn(JdbcDatabase kind)
            throws IOException {
        DataSource database = Engines.empty(kind);
        Files.writeString(applications.resolve("V1__host.sql"), "create table host_order (id int primary key);");
        FluentConfiguration own = Flyway.configure().dataSource(database).locations("filesystem:" + applications);
        assertThat(own.load().migrate().migrationsExecuted).isEqualTo(1);
        migrates(
                database,
                latchkeys(database, kind).table("latchkey_schema_history").baselineOnMigrate(true),
                kind);
        assertThat(own.load().migrate().migrationsExecuted).isZero();
        Engines.discard(database, kind);
    }

    /** With one history table for both, Latchkey's version may lie between those that the application has applied. */
    @ParameterizedTest
    @MethodSource("dev.latchkey.adapter.jdbc.Engines#all")
    void oneHistoryTableForBothTakesLatchkeysFilesOutOfOrder(JdbcDatabase kind) throws IOException {
        DataSource database = Engines.empty(kind);
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
        Engines.discard(database, kind);
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
