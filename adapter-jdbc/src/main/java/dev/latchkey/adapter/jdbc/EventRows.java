package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.MemberChange;
import dev.latchkey.core.key.Origin;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The form of audit events in columns. */
final class EventRows {
    static final String COLUMNS = "key_id, version, tenant, happened_at, action, actor_kind, actor_id, address,"
            + " request_id, only_named, detail, changes";

    private static final String INSERT =
            "insert into latchkey_audit (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /** No text of the model has a line break. */
    private static final String LINE = "\n";

    private EventRows() {}

    static void insert(Session session, AuditEvent event) throws SQLException {
        session.update(INSERT, columns(event));
    }

    /** Returns false when there is an event of this id and version. */
    static boolean insertUnlessTaken(Session session, SqlDialect dialect, AuditEvent event) throws SQLException {
        return dialect.insertUnlessTaken(session, INSERT, columns(event));
    }

    static void insertAll(Session session, List<AuditEvent> events) throws SQLException {
        session.batch(INSERT, events.stream().map(EventRows::columns).toList());
    }

    private static @Nullable Object[] columns(AuditEvent event) {
        Origin origin = event.actor().origin();
        return new @Nullable Object[] {
            event.keyId(),
            event.version(),
            event.tenant(),
            event.at(),
            event.action().name(),
            event.actor().kind().name(),
            event.actor().id(),
            origin.address(),
            origin.requestId(),
            origin.onlyNamed(),
            event.detail(),
            text(event.changes())
        };
    }

    static String text(List<MemberChange> changes) {
        return changes.stream().map(EventRows::text).collect(Collectors.joining(LINE));
    }

    /** Reads all events of a result. */
    static List<AuditEvent> all(Row row) throws SQLException {
        List<AuditEvent> events = new ArrayList<>();
        while (row.next()) {
            events.add(new AuditEvent(
                    row.uuid(),
                    row.number(),
                    row.text(),
                    row.instant(),
                    AuditAction.of(row.text()),
                    actor(row),
                    row.text(),
                    changes(row.text())));
        }
        return events;
    }

    private static Actor actor(Row row) throws SQLException {
        Actor.Kind kind = Actor.Kind.of(row.text());
        return new Actor(kind, row.text(), new Origin(row.textOrNull(), row.textOrNull(), row.flag()));
    }

    /** Three lines: the name, the value before and the value after. */
    private static String text(MemberChange change) {
        return change.member() + LINE + text(change.before()) + LINE + text(change.after());
    }

    private static String text(@Nullable String value) {
        return value == null ? "-" : "=" + value;
    }

    private static List<MemberChange> changes(String text) {
        List<MemberChange> changes = new ArrayList<>();
        String[] lines = text.isEmpty() ? new String[0] : text.split(LINE, -1);
        for (int i = 0; i + 2 < lines.length; i += 3) {
            changes.add(new MemberChange(lines[i], value(lines[i + 1]), value(lines[i + 2])));
        }
        return changes;
    }

    private static @Nullable String value(String line) {
        return line.startsWith("=") ? line.substring(1) : null;
    }
}
