package dev.latchkey.examples.quickstart;

import static dev.latchkey.examples.quickstart.Failures.assertFails;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.latchkey.support.MariaDbServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dstore=} that cannot be used. The password in it, {@code hunter2}, is never shown. */
@Tag("extended")
class StoreFailureTest {
    @TempDir
    private Path data;

    @Test
    void aServerThatIsDownIsSaidToBeOutOfReach() throws Exception {
        int port = freePort();
        assertRefused(
                "jdbc:postgresql://127.0.0.1:" + port + "/keys?user=me&password=hunter2",
                "cannot reach the PostgreSQL server of -Dstore=: start it, or correct host and port",
                "onnection refused");
        assertRefused(
                "jdbc:mariadb://127.0.0.1:" + port + "/keys?user=me&password=hunter2",
                "cannot reach the MariaDB server of -Dstore=: start it, or correct host and port",
                "onnection refused");
        assertRefused(
                "jdbc:mysql://127.0.0.1:" + port + "/keys?user=me&password=hunter2",
                "cannot reach the MySQL server of -Dstore=: start it, or correct host and port",
                "onnection refused");
        assertRefused(
                "mongodb://me:hunter2@127.0.0.1:" + port + "/keys",
                "cannot reach the MongoDB server of -Dstore=: start it, or correct host and port",
                "(Connection refused)");
    }

    @Test
    void ofPostgreSqlTheDatabaseAndTheUserAndItsRightsAreToldApart() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setPGStartupWait(Duration.ofMinutes(1))
                .start()) {
            askForPasswords(postgres);
            String server = "jdbc:postgresql://127.0.0.1:" + postgres.getPort();
            assertRefused(
                    server + "/postgres?user=me&password=not-hunter2",
                    "PostgreSQL refuses the user of -Dstore=: correct user= and password= in it",
                    "password authentication failed for user \"me\"");
            assertRefused(
                    server + "/postgres?user=me",
                    "PostgreSQL refuses the user of -Dstore=: correct user= and password= in it",
                    "no password was provided");
            assertRefused(
                    server + "/missing?user=me&password=hunter2",
                    "the database of -Dstore= does not exist: create it, or correct its name",
                    "database \"missing\" does not exist");
            assertRefused(
                    server + "/postgres?user=me&password=hunter2",
                    "the user of -Dstore= may not create tables: grant it that, or choose another",
                    "permission denied for schema public");
        }
    }

    @Test
    void ofMariaDbTheDatabaseAndTheUserAndItsRightsAreToldApart() throws Exception {
        assumeTrue(MariaDbServer.obstacle().isEmpty(), MariaDbServer.obstacle());
        try (MariaDbServer mariaDb = MariaDbServer.start(Map.of())) {
            String address = "//127.0.0.1:" + mariaDb.port();
            String server = (mariaDb.isMySql() ? "jdbc:mysql:" : "jdbc:mariadb:") + address;
            // MySQL takes a password by TLS, or encrypted with its key, which the driver else does not ask for.
            String settings = mariaDb.isMySql() ? "&allowPublicKeyRetrieval=true" : "";
            try (Connection connection = DriverManager.getConnection("jdbc:mariadb:" + address + "/?user=root");
                    Statement statement = connection.createStatement()) {
                statement.execute("create database hosts");
                statement.execute("create user me identified by 'hunter2'");
                statement.execute("grant select on hosts.* to me");
            }
            assertRefused(
                    server + "/hosts?user=me&password=not-hunter2" + settings,
                    (mariaDb.isMySql() ? "MySQL" : "MariaDB")
                            + " refuses the user of -Dstore=: correct user= and password= in it",
                    "Access denied for user 'me'");
            assertRefused(
                    server + "/missing?user=root&password=",
                    "the database of -Dstore= does not exist: create it, or correct its name",
                    "Unknown database 'missing'");
            assertRefused(
                    server + "/hosts?user=me&password=hunter2" + settings,
                    "the user of -Dstore= may not create tables: grant it that, or choose another",
                    "CREATE command denied to user 'me'");
        }
    }

    @Test
    void aUserThatMongoDbDoesNotTakeIsSaidToBeRefused() throws Exception {
        // It knows no users, so it refuses every attempt to sign in.
        MongoServer mongo = new MongoServer(new MemoryBackend());
        try {
            String address = mongo.bindAndGetConnectionString().replace("mongodb://", "mongodb://me:hunter2@");
            assertRefused(address, "MongoDB refuses the user of -Dstore=: correct user and password in it", "(");
        } finally {
            mongo.shutdownNow();
        }
    }

    @Test
    void anotherKindOfDatabaseIsRefusedWithTheKindsThereAre() throws Exception {
        for (String store :
                new String[] {"mysql://me:hunter2@localhost/keys", "postgres://me:hunter2@localhost/k", ""}) {
            assertRefused(
                    store,
                    "-Dstore= names no database known here: it must begin with jdbc:postgresql:, jdbc:mariadb:,"
                            + " jdbc:mysql: or mongodb:",
                    "H2 file");
        }
    }

    @Test
    void aUrlOfTheRightKindThatIsNoneIsRefusedWithAnExample() throws Exception {
        assertRefused(
                "jdbc:postgresql://localhost:http/keys?user=me&password=hunter2",
                "-Dstore= is not a PostgreSQL URL",
                "jdbc:postgresql://host:5432/database");
        assertRefused(
                "mongodb://me:hunter2/x@localhost/keys",
                "-Dstore= is not a MongoDB URL",
                "mongodb://user:password@host:27017/database");
    }

    private void assertRefused(String store, String sentence, String cause) throws Exception {
        assertFails(QuickstartProcess.launch("0", data.toString(), "-Dstore=" + store), sentence, cause);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The embedded server trusts everyone. From now on it asks this user for a password. */
    private static void askForPasswords(EmbeddedPostgres postgres) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create user me password 'hunter2'");
            Path rules;
            try (ResultSet found = statement.executeQuery("show hba_file")) {
                found.next();
                rules = Path.of(found.getString(1));
            }
            Files.writeString(rules, "host all me 127.0.0.1/32 scram-sha-256\n" + Files.readString(rules));
            statement.execute("select pg_reload_conf()");
        }
        String url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres?user=me&password=wrong";
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (accepts(url)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the server goes on trusting everyone");
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static boolean accepts(String url) {
        try (Connection connection = DriverManager.getConnection(url)) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }
}
