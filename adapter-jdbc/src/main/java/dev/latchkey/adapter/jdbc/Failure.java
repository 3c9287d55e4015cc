package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.StoreException;
import java.sql.SQLException;
import java.util.Objects;

/** What a failed call says, where the database tells what went wrong. */
final class Failure {
    /** What to do about a missing right. The audit of a user that has every right is no proof of what happened. */
    static final String GRANTS = "Grant it what docs/security.md of Latchkey lists under Grants, and no more";

    private Failure() {}

    static StoreException of(String operation, Exception cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof SQLException e) {
                String remedy = remedy(Objects.requireNonNullElse(e.getSQLState(), ""), e.getErrorCode());
                if (!remedy.isEmpty()) {
                    return new StoreException("Could not " + operation + ": " + remedy, cause);
                }
            }
        }
        return new StoreException("Could not " + operation, cause);
    }

    /**
     * Returns what to do about a failure: by the SQL states and classes of them that the databases use, and by the
     * codes of MariaDB and MySQL, which have one state for many failures.
     */
    private static String remedy(String state, int code) {
        if (state.startsWith("08") || state.startsWith("57P") || state.equals("90067")) {
            return "no connection. Check that the database runs and that its address is right";
        } else if (state.equals("3D000") || state.equals("90146") || state.equals("90149") || code == 1049) {
            return "there is no database of this name. Create it, or correct the URL";
        } else if (state.equals("90020")) {
            return "another process has the file of the database open";
        } else if (state.equals("90040")) {
            return "H2 lets no other user than an administrator change settings. Take them out of the URL";
        } else if (state.startsWith("28")) {
            return "the database refuses the user or the password";
        } else if (state.equals("42501") || state.equals("90096") || code == 1142 || code == 1044) {
            return "the user lacks a right. " + GRANTS;
        } else if (state.equals("25006") || state.equals("90097") || code == 1290 || code == 1836) {
            return "the database or the transaction is read-only. Connect to one that accepts changes";
        }
        return "";
    }
}
