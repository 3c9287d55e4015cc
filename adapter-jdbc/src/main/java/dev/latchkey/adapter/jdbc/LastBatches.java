package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.UseBatch;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;

/** The last batch of uses of each writer, stored in one transaction with what the batch adds. */
final class LastBatches {
    /**
     * How much earlier the last use of a writer is than that of a new one when the writer is forgotten: far longer than
     * a process repeats a batch.
     */
    private static final Duration KEPT = Duration.ofDays(30);

    private static final String NEXT =
            "update latchkey_usage_writer set batch = ?, last_used_at = ? where id = ? and batch < ?";
    private static final String FIRST = "insert into latchkey_usage_writer (id, batch, last_used_at) values (?, ?, ?)";
    private static final String FORGET = "delete from latchkey_usage_writer where last_used_at < ?";

    private LastBatches() {}

    /** Tells whether a batch, which has uses, was not recorded yet, and stores that it is from now on. */
    static boolean isNew(Session session, SqlDialect dialect, UseBatch batch) throws SQLException {
        Instant last = batch.uses().stream()
                .map(KeyUse::at)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        if (session.update(NEXT, batch.number(), last, batch.writer(), batch.number()) == 1) {
            return true;
        }
        if (!dialect.insertUnlessTaken(session, FIRST, batch.writer(), batch.number(), last)) {
            return false;
        }
        session.update(FORGET, last.minus(KEPT));
        return true;
    }
}
