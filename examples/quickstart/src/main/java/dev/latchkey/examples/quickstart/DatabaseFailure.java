package dev.latchkey.examples.quickstart;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.connection.ServerDescription;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a database cannot be opened, and what to do, in one sentence. It never shows the URL, which may hold a
 * password.
 */
final class DatabaseFailure {
    private static final int MONGODB_UNAUTHORIZED = 13;
    private static final int H2_ALREADY_OPEN = 90_020;
    private static final int MARIADB_NO_RIGHT_TO_DATABASE = 1044;
    private static final int MARIADB_NO_DATABASE = 1049;
    private static final int MARIADB_NO_RIGHT = 1142;

    private DatabaseFailure() {}

    static StartupException h2(Path folder, Throwable failure) {
        SQLException sql = find(SQLException.class, failure);
        if (sql != null && sql.getErrorCode() == H2_ALREADY_OPEN) {
            return of(
                    "the database in " + folder + " is in use by another process: stop that, or choose another -Ddata=",
                    sql);
        }
        return of("cannot open the database in " + folder + ": choose another -Ddata=", failure);
    }

    static StartupException server(JdbcServer server, Throwable failure) {
        SQLException sql = find(SQLException.class, failure);
        String state = sql == null || sql.getSQLState() == null ? "" : sql.getSQLState();
        int code = sql == null ? 0 : sql.getErrorCode();
        String sentence;
        if (state.startsWith("28") || state.equals("08004")) {
            sentence = server.title() + " refuses the user of -Dstore=: correct user= and password= in it";
        } else if (state.startsWith("08")) {
            sentence = "cannot reach the " + server.title() + " server of -Dstore=: start it, or correct host and port";
        } else if (state.equals("3D000") || code == MARIADB_NO_DATABASE) {
            sentence = "the database of -Dstore= does not exist: create it, or correct its name";
        } else if (state.equals("42501") || code == MARIADB_NO_RIGHT || code == MARIADB_NO_RIGHT_TO_DATABASE) {
            sentence = "the user of -Dstore= may not create tables: grant it that, or choose another";
        } else {
            sentence = "cannot open the " + server.title() + " database of -Dstore=";
        }
        return of(sentence, failure);
    }

    static StartupException mongodb(MongoClient client, Throwable failure) {
        MongoCommandException command = find(MongoCommandException.class, failure);
        if (find(MongoSecurityException.class, failure) != null) {
            return of("MongoDB refuses the user of -Dstore=: correct user and password in it", failure);
        }
        if (command != null && command.getErrorCode() == MONGODB_UNAUTHORIZED) {
            String sentence = "the user of -Dstore= may not create indexes: grant it that, or choose another";
            return new StartupException(sentence + " (" + command.getErrorMessage() + ")", failure);
        }
        if (find(MongoTimeoutException.class, failure) != null) {
            String sentence = "cannot reach the MongoDB server of -Dstore=: start it, or correct host and port";
            return of(sentence, serverFailure(client).orElse(failure));
        }
        return of("cannot open the MongoDB database of -Dstore=", failure);
    }

    /** The exception of the timeout says only how long it waited. */
    private static Optional<Throwable> serverFailure(MongoClient client) {
        return client.getClusterDescription().getServerDescriptions().stream()
                .map(ServerDescription::getException)
                .flatMap(failure -> Optional.ofNullable(failure).stream())
                .findFirst();
    }

    private static StartupException of(String sentence, Throwable failure) {
        return new StartupException(sentence + " (" + StartupException.rootCause(failure) + ")", failure);
    }

    private static <T extends Throwable> @Nullable T find(Class<T> type, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
