package dev.latchkey.cluster;

import dev.latchkey.cluster.Stored.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * A history by hand, for the checkers' own tests. By default, a call about slot "s" and key "k" takes from an instant
 * to the next.
 */
final class History {
    private final List<Call> calls = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Stored.Key> keys = new ArrayList<>();

    /** A change that was acknowledged, and is in the audit. */
    History change(Kind kind, long began, long ended, String key, long version, String handle) {
        acknowledged(kind, began, ended, key, version, handle);
        String action = kind == Kind.REVOKE ? "REVOKED" : version == 1 ? "ISSUED" : "ROTATED";
        return event(key, version, action, actor());
    }

    History acknowledged(Kind kind, long began, long ended, String key, long version, String handle) {
        return add(kind, "", began, ended, Outcome.DONE, key, version, handle);
    }

    History issue(long at, String key, String handle) {
        return change(Kind.ISSUE, at, at + 1, key, 1, handle);
    }

    History regenerate(long at, long version, String handle) {
        return change(Kind.REGENERATE, at, at + 1, "k", version, handle);
    }

    History rotate(long at, long version, String handle) {
        return change(Kind.ROTATE, at, at + 1, "k", version, handle);
    }

    History revoke(long at, String key, long version) {
        return change(Kind.REVOKE, at, at + 1, key, version, "");
    }

    /** A change without an answer. */
    History lost(Kind kind, long at) {
        return add(kind, "", at, at + 1, Outcome.UNKNOWN, "", 0, "");
    }

    /** A change that was answered with "nothing changed". */
    History declined(Kind kind, long at) {
        return add(kind, "", at, at + 1, Outcome.NOTHING, "", 0, "");
    }

    History accepted(long at, String handle, String key) {
        return add(Kind.AUTHENTICATE, handle, at, at + 1, Outcome.DONE, key, 0, "");
    }

    History refused(long at, String handle) {
        return add(Kind.AUTHENTICATE, handle, at, at + 1, Outcome.NOTHING, "", 0, "");
    }

    History event(String key, long version, String action, String actor) {
        events.add(new Event(key, version, action, actor));
        return this;
    }

    History key(String id, long version, boolean revoked, String... current) {
        keys.add(new Stored.Key(id, "s", version, revoked, List.of(current)));
        return this;
    }

    /** Who made the last call. */
    String actor() {
        return "call-" + calls.size();
    }

    List<String> answerViolations() {
        return AnswerChecker.violations(calls);
    }

    List<String> auditViolations() {
        return AuditChecker.violations(calls, new Stored(keys, events));
    }

    private History add(
            Kind kind,
            String target,
            long began,
            long ended,
            Outcome outcome,
            String key,
            long version,
            String handle) {
        String actor = "call-" + (calls.size() + 1);
        calls.add(new Call(actor, kind, "s", target, began, ended, outcome, key, version, handle));
        return this;
    }
}
