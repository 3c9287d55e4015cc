package dev.latchkey.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Looks for what no client may ever see, in nothing but the recorded calls; it knows nothing of Latchkey. An answer
 * that was lost proves nothing, so a lost change is never held against an accepted key.
 *
 * <ul>
 *   <li>Nobody is accepted with what nobody was given, or as another key.
 *   <li>No secret is accepted by a call that began after the change that ended it was acknowledged.
 *   <li>A change that began after another's acknowledgement comes later in the key's versions; each version is made
 *       once; a revoked key is not changed.
 *   <li>Of two keys of a slot, and of two secrets where none is rotated with an overlap, at most one is accepted by
 *       calls that began when both had been given.
 * </ul>
 */
final class AnswerChecker {
    private final List<String> violations = new ArrayList<>();
    private final Map<String, Call> givenBy = new HashMap<>();
    private final Map<String, Key> keys = new HashMap<>();
    private final Map<String, Long> lastAccepted = new HashMap<>();
    private final List<Call> calls;

    private AnswerChecker(List<Call> calls) {
        this.calls = calls;
    }

    /** What is acknowledged of one key: when, by the version it made. */
    private static final class Key {
        private final TreeMap<Long, Call> changes = new TreeMap<>();
        private final TreeMap<Long, Long> endingAll = new TreeMap<>();
        private final TreeMap<Long, Long> endingOld = new TreeMap<>();

        /** The first acknowledgement of a change that surely ended the secret made at a version. */
        long ended(long version) {
            long all = earliestAfter(endingAll, version);
            Long next = changes.higherKey(version);
            while (next != null && !changes.get(next).kind().makesSecret()) {
                next = changes.higherKey(next);
            }
            // A rotation with an overlap spares its predecessor: only what is older than that one is surely ended.
            return next == null ? all : Math.min(all, earliestAfter(endingOld, next));
        }

        private static long earliestAfter(NavigableMap<Long, Long> ends, long version) {
            Map.Entry<Long, Long> later = ends.higherEntry(version);
            return later == null ? Long.MAX_VALUE : later.getValue();
        }

        /** From when of each version to when of it or any later one, whichever is earliest. */
        void settle() {
            for (TreeMap<Long, Long> ends : List.of(endingAll, endingOld)) {
                long earliest = Long.MAX_VALUE;
                for (Map.Entry<Long, Long> end : ends.descendingMap().entrySet()) {
                    earliest = Math.min(earliest, end.getValue());
                    end.setValue(earliest);
                }
            }
        }
    }

    /** Something that was accepted: since when it was known, and when the last call began that it let in. */
    private record Accepted(String name, long given, long last) {}

    /** Returns what is wrong, empty for nothing. */
    static List<String> violations(List<Call> calls) {
        AnswerChecker checker = new AnswerChecker(calls);
        checker.collect();
        checker.keys.forEach(checker::checkOrder);
        calls.stream().filter(Call::accepted).forEach(checker::checkAccepted);
        checker.checkSlots();
        return checker.violations;
    }

    private void collect() {
        for (Call call : calls) {
            if (!call.done() || call.kind() == Kind.AUTHENTICATE) {
                continue;
            }
            Key key = keys.computeIfAbsent(call.key(), id -> new Key());
            Call same = key.changes.putIfAbsent(call.version(), call);
            // Revoking what is revoked changes nothing and is answered alike.
            if (same != null && !(same.kind() == Kind.REVOKE && call.kind() == Kind.REVOKE)) {
                violations.add("one version, made twice: " + same + " and " + call);
            }
            if (call.gaveSecret() && givenBy.put(call.handle(), call) != null) {
                violations.add("one handle, given twice: " + call);
            }
            if (call.kind() == Kind.ROTATE) {
                key.endingOld.merge(call.version(), call.ended(), Math::min);
            } else {
                key.endingAll.merge(call.version(), call.ended(), Math::min);
            }
        }
        keys.values().forEach(Key::settle);
    }

    private void checkOrder(String id, Key key) {
        Call latestBegun = null;
        Call revoked = null;
        for (Call call : key.changes.values()) {
            if (latestBegun != null && call.ended() < latestBegun.began()) {
                violations.add("a change overtook one that was acknowledged: " + call + " and " + latestBegun);
            }
            if (revoked != null) {
                violations.add("a revoked key was changed: " + call);
            }
            revoked = call.kind() == Kind.REVOKE ? call : revoked;
            latestBegun = latestBegun == null || call.began() > latestBegun.began() ? call : latestBegun;
        }
    }

    private void checkAccepted(Call call) {
        Call given = givenBy.get(call.target());
        if (given == null || !given.key().equals(call.key())) {
            violations.add("accepted, but not given or not as this key: " + call);
            return;
        }
        lastAccepted.merge(call.target(), call.began(), Math::max);
        if (call.began() > keys.get(call.key()).ended(given.version())) {
            violations.add("accepted after its end was acknowledged: " + call + ", given by " + given);
        }
    }

    private void checkSlots() {
        Map<String, List<Call>> slots = new HashMap<>();
        givenBy.values()
                .forEach(call -> slots.computeIfAbsent(call.slot(), slot -> new ArrayList<>())
                        .add(call));
        slots.forEach((slot, given) -> {
            Map<String, Accepted> ofKeys = new HashMap<>();
            List<Accepted> secrets = new ArrayList<>();
            for (Call call : given) {
                long last = lastAccepted.getOrDefault(call.handle(), Long.MIN_VALUE);
                secrets.add(new Accepted(call.handle(), call.ended(), last));
                ofKeys.merge(
                        call.key(),
                        new Accepted(call.key(), call.ended(), last),
                        (a, b) -> new Accepted(a.name(), Math.min(a.given(), b.given()), Math.max(a.last(), b.last())));
            }
            checkPairs(slot, new ArrayList<>(ofKeys.values()));
            if (calls.stream()
                    .noneMatch(call -> call.kind() == Kind.ROTATE && call.slot().equals(slot))) {
                checkPairs(slot, secrets);
            }
        });
    }

    /** With the one of all earlier ones that was accepted last, each has met every other that matters. */
    private void checkPairs(String slot, List<Accepted> all) {
        all.sort(Comparator.comparingLong(Accepted::given));
        Accepted earlier = null;
        for (Accepted one : all) {
            if (earlier != null && earlier.last() > one.given() && one.last() > one.given()) {
                violations.add("two in slot " + slot + ": " + earlier + " and " + one);
            }
            earlier = earlier == null || one.last() > earlier.last() ? one : earlier;
        }
    }
}
