package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.UseBatch;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The last batch of uses of each writer, stored in one transaction with what the batch adds. */
final class LastBatches {
    /**
     * How much earlier the last use of a writer is than those of so many others that it is forgotten: far longer than a
     * process repeats a batch.
     */
    private static final Duration KEPT = Duration.ofDays(30);

    private static final String NEXT =
            "update latchkey_usage_writer set batch = ?, last_used_at = ? where id = ? and batch < ?";
    private static final String FIRST = "insert into latchkey_usage_writer (id, batch, last_used_at) values (?, ?, ?)";
    private static final String LATEST =
            "select last_used_at from latchkey_usage_writer order by last_used_at desc fetch first ? rows only";
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
        forgetOld(session);
        return true;
    }

    /** Asks many writers how late it is, so that a node whose clock is ahead makes no batch of others count twice. */
    private static void forgetOld(Session session) throws SQLException {
        List<Instant> latest = session.query(
                LATEST,
                row -> {
                    List<Instant> found = new ArrayList<>();
                    while (row.next()) {
                        found.add(row.instant());
                    }
                    return found;
                },
                UseBatch.WRITERS);
        if (latest.size() == UseBatch.WRITERS) {
            session.update(FORGET, latest.get(UseBatch.WRITERS - 1).minus(KEPT));
        }
    }
}
