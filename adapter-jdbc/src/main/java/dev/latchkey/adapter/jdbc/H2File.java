package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.engine.Session;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;

/**
 * The file of an H2 database that this process has opened. With {@code WRITE_DELAY=0}, on which the durability of
 * changes depends, H2 does not compact it, and each change makes it larger for ever. A host that keeps keys in such a
 * file compacts it now and then:
 *
 * <pre>{@code
 * scheduler.scheduleWithFixedDelay(() -> H2File.compact(dataSource), 1, 1, TimeUnit.MINUTES);
 * }</pre>
 */
public final class H2File {
    /** H2 rewrites parts of the file of which less than this is in use. */
    private static final int FILL_RATE_PERCENT = 90;

    /** How much a step rewrites: other threads wait meanwhile. */
    private static final int STEP_BYTES = 1 << 20;

    /** Bounds a call. A file that needs more was not compacted for long, and the next call goes on. */
    private static final int MAX_STEPS = 1000;

    private H2File() {}

    /**
     * Frees space in the file for later changes. The file does not become smaller. Space is used again when H2's {@code
     * RETENTION_TIME} has passed, 45 seconds by default. Requests are served meanwhile, and nothing that was
     * acknowledged is lost if the process is killed.
     *
     * @param dataSource the host's connections
     * @throws StoreException if the connections do not lead to a file of this process, H2 has another version than this
     *     adapter is made for, or the database fails
     */
    public static void compact(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            MVStore store = store(connection);
            int steps = 0;
            while (steps < MAX_STEPS && store.compact(FILL_RATE_PERCENT, STEP_BYTES)) {
                steps++;
            }
        } catch (LinkageError e) {
            throw new StoreException("Could not compact the H2 file: this version of H2 is not supported", e);
        } catch (SQLException | IllegalStateException e) {
            throw new StoreException("Could not compact the H2 file", e);
        }
    }

    private static MVStore store(Connection connection) throws SQLException {
        if (connection.isWrapperFor(JdbcConnection.class)) {
            Session session = connection.unwrap(JdbcConnection.class).getSession();
            if (session instanceof SessionLocal local && local.getDatabase().isPersistent()) {
                return local.getDatabase().getStore().getMvStore();
            }
        }
        throw new StoreException("The connections do not lead to an H2 file that this process has opened", null);
    }
}
