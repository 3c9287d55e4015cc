package dev.latchkey.cluster;

import dev.latchkey.cluster.Stored.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares what the store holds at the end with the recorded calls; it knows nothing of Latchkey.
 *
 * <ul>
 *   <li>Each key's events are its versions from 1 on without a gap, issued first and revoked at most last, and tell
 *       whether it is revoked.
 *   <li>A key that is not revoked has exactly one current secret, a revoked one none, and a slot at most one key that
 *       is not revoked.
 *   <li>Every acknowledged change is in the audit as its answer said; every event is of a call that asked for it and
 *       was not told that nothing changed.
 *   <li>No key is refused unless a change that ended it had begun before the refusal was answered.
 * </ul>
 */
final class AuditChecker {
    private final List<String> violations = new ArrayList<>();
    private final Map<String, Call> changes = new HashMap<>();
    private final Map<String, TreeMap<Long, Event>> histories = new HashMap<>();
    private final Map<String, Call> givenBy = new HashMap<>();

    private AuditChecker() {}

    /** Returns what is wrong, empty for nothing. */
    static List<String> violations(List<Call> calls, Stored stored) {
        AuditChecker checker = new AuditChecker();
        for (Call call : calls) {
            if (call.kind() != Kind.AUTHENTICATE) {
                checker.changes.put(call.actor(), call);
            }
            if (call.gaveSecret()) {
                checker.givenBy.put(call.handle(), call);
            }
        }
        checker.checkEvents(stored.events());
        checker.checkKeys(stored.keys());
        checker.changes.values().stream().filter(Call::done).forEach(checker::checkAcknowledged);
        calls.stream().filter(Call::refused).forEach(checker::checkRefused);
        return checker.violations;
    }

    private void checkEvents(List<Event> events) {
        Set<String> actors = new HashSet<>();
        for (Event event : events) {
            if (histories.computeIfAbsent(event.key(), id -> new TreeMap<>()).put(event.version(), event) != null) {
                violations.add("two events of one version: " + event);
            }
            Call call = changes.get(event.actor());
            if (call == null || call.outcome() == Outcome.NOTHING || !actors.add(event.actor())) {
                violations.add("an event of a call that did not make it: " + event + " by " + call);
            } else if (!event.action().equals(action(call.kind(), event.version()))) {
                violations.add("an event that its call did not ask for: " + event + " by " + call);
            }
        }
    }

    private static String action(Kind kind, long version) {
        if (kind == Kind.REVOKE) {
            return "REVOKED";
        }
        boolean first = kind == Kind.ISSUE || (kind == Kind.REGENERATE && version == 1);
        return first ? "ISSUED" : "ROTATED";
    }

    private void checkKeys(List<Stored.Key> keys) {
        Set<String> slots = new HashSet<>();
        Set<String> known = new HashSet<>();
        for (Stored.Key key : keys) {
            known.add(key.id());
            TreeMap<Long, Event> history = histories.getOrDefault(key.id(), new TreeMap<>());
            if (history.size() != key.version()
                    || history.firstKey() != 1
                    || history.lastKey() != key.version()
                    || !history.get(1L).action().equals("ISSUED")) {
                violations.add("a history with gaps: " + key + " " + history.keySet());
            }
            List<Event> revocations = history.values().stream()
                    .filter(event -> event.action().equals("REVOKED"))
                    .toList();
            boolean revokedLast = revocations.size() == 1 && revocations.get(0).version() == key.version();
            if (key.revoked() ? !revokedLast : !revocations.isEmpty()) {
                violations.add("a state that is not its history's: " + key + " " + revocations);
            }
            if (key.current().size() != (key.revoked() ? 0 : 1)) {
                violations.add("not one current secret: " + key);
            }
            if (!key.revoked() && !slots.add(key.slot())) {
                violations.add("a second key in its slot: " + key);
            }
            checkCurrent(key, history);
        }
        histories.keySet().stream()
                .filter(id -> !known.contains(id))
                .forEach(id -> violations.add("a lost key: " + id));
    }

    /** The current secret is the one that the last change gave, if anybody was told. */
    private void checkCurrent(Stored.Key key, NavigableMap<Long, Event> history) {
        if (key.revoked() || history.isEmpty()) {
            return;
        }
        Call last = changes.get(history.lastEntry().getValue().actor());
        if (last != null && last.gaveSecret() && !key.current().contains(last.handle())) {
            violations.add("another current secret than was given: " + key + ", not that of " + last);
        }
    }

    private void checkAcknowledged(Call call) {
        Event event = histories.getOrDefault(call.key(), new TreeMap<>()).get(call.version());
        boolean own = event != null && event.actor().equals(call.actor());
        boolean revokedBefore =
                event != null && call.kind() == Kind.REVOKE && event.action().equals("REVOKED");
        if (!own && !revokedBefore) {
            violations.add("acknowledged, but not in the audit: " + call + ", which has " + event);
        }
    }

    private void checkRefused(Call refused) {
        Call given = givenBy.get(refused.target());
        if (given == null) {
            return;
        }
        boolean followed = false;
        TreeMap<Long, Event> history = histories.getOrDefault(given.key(), new TreeMap<>());
        for (Event event : history.tailMap(given.version(), false).values()) {
            Call by = changes.get(event.actor());
            // A rotation with an overlap ends all but its predecessor.
            if (by != null && (by.kind() != Kind.ROTATE || followed)) {
                if (refused.ended() < by.began()) {
                    violations.add("refused before anybody wished it: " + refused + ", ended by " + by);
                }
                return;
            }
            followed = true;
        }
        violations.add("refused, but never ended: " + refused + ", given by " + given);
    }
}
