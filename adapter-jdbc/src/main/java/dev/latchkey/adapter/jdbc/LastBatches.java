package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.UseBatch;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The last batch of uses of each writer, stored in one transaction with what the batch adds. */
final class LastBatches {
    /**
     * How much earlier the last use of a writer is than that of a new one when the writer may be forgotten: far longer
     * than a process repeats a batch.
     */
    private static final Duration KEPT = Duration.ofDays(30);

    private static final String NEXT =
            "update latchkey_usage_writer set batch = ?, last_used_at = ? where id = ? and batch < ?";
    private static final String FIRST = "insert into latchkey_usage_writer (id, batch, last_used_at) values (?, ?, ?)";
    private static final String OLD = "select id from latchkey_usage_writer where last_used_at < ?"
            + " order by last_used_at desc, id desc fetch first ? rows only";
    private static final String FORGET = "delete from latchkey_usage_writer where id = ? and last_used_at < ?";

    /** How many writers are forgotten when a new one comes, so that fewer are left each time. */
    private static final int FORGOTTEN = 1000;

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
        forgetOld(session, last.minus(KEPT));
        return true;
    }

    /** Keeps so many of the old ones that a node whose clock is ahead makes no batch of others count twice. */
    private static void forgetOld(Session session, Instant before) throws SQLException {
        List<UUID> old = session.query(
                OLD,
                row -> {
                    List<UUID> ids = new ArrayList<>();
                    while (row.next()) {
                        ids.add(row.uuid());
                    }
                    return ids;
                },
                before,
                UseBatch.WRITERS + FORGOTTEN);
        if (old.size() > UseBatch.WRITERS) {
            session.batch(
                    FORGET,
                    old.subList(UseBatch.WRITERS, old.size()).stream()
                            .map(id -> new @Nullable Object[] {id, before})
                            .toList());
        }
    }
}
