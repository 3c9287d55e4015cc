package dev.latchkey.core.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Samples;
import dev.latchkey.core.access.AccessRules;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.key.Transition.Dead;
import dev.latchkey.core.key.Transition.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** The table of rotations: each event in each state, by nodes whose clocks differ, as an independent model says. */
class RotationProperties {
    private static final long MINUTE = 60_000;
    private static final long DAY = 1_440 * MINUTE;
    /** Before every clock. */
    private static final long AT_ONCE = -100 * DAY;

    private static final List<Long> TIMES = List.of(MINUTE, 2 * MINUTE, 3 * MINUTE, DAY);

    enum Event {
        NOW,
        OVERLAP,
        FIRST_USE,
        USE_OF_CURRENT,
        USE_OF_OTHER,
        COMPLETE,
        CANCEL,
        FORCED_CANCEL,
        EXPIRY,
        SUSPEND,
        RESUME,
        REVOKE
    }

    /**
     * What a node does.
     *
     * @param at by its own clock, in milliseconds after the key was issued
     * @param time a grace, a lifetime, or an overlap; of a completion none if it is a day
     */
    record Step(Event event, long at, long time, boolean used) {}

    @Provide
    Arbitrary<Step> steps() {
        // Around each other's deadlines, to the millisecond.
        Arbitrary<Long> clocks = Arbitraries.frequencyOf(
                Tuple.of(
                        6,
                        Combinators.combine(
                                        Arbitraries.longs().between(-2, 6),
                                        Arbitraries.longs().between(-1, 1))
                                .as((minutes, millis) -> minutes * MINUTE + millis)),
                Tuple.of(1, Arbitraries.of(-DAY, DAY - MINUTE, DAY - 1, DAY, 2 * DAY)));
        return Combinators.combine(
                        Arbitraries.of(Event.class), clocks, Arbitraries.of(TIMES), Arbitraries.of(true, false))
                .as(Step::new);
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void everyHistoryIsAsTheTableSays(@ForAll("histories") List<Step> history) {
        Both both = new Both();
        history.forEach(both::apply);
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        return steps().list().ofMinSize(1).ofMaxSize(10);
    }

    /** The states of the table, and those in which its events have other effects. */
    enum State {
        NONE,
        PENDING,
        OVERLAP,
        PROMOTED,
        SUSPENDED,
        LIMITED;

        /** Returns the history that leads to this state. */
        List<Step> history() {
            Step firstUse = new Step(Event.FIRST_USE, 0, 3 * MINUTE, false);
            Step overlap = new Step(Event.OVERLAP, 0, 3 * MINUTE, false);
            return switch (this) {
                case NONE -> List.of();
                case PENDING -> List.of(firstUse);
                case OVERLAP -> List.of(overlap);
                case PROMOTED -> List.of(firstUse, new Step(Event.USE_OF_OTHER, 0, MINUTE, false));
                case SUSPENDED -> List.of(firstUse, new Step(Event.SUSPEND, 0, MINUTE, false));
                case LIMITED -> List.of(new Step(Event.EXPIRY, 0, 2 * MINUTE, false), overlap);
            };
        }
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void everyCellIsAsTheTableSays(@ForAll State state, @ForAll("steps") Step step) {
        Both both = new Both();
        state.history().forEach(both::apply);
        both.apply(step);
    }

    /** A key beside the model of it. */
    private static final class Both {
        private final Model model = new Model();
        private ApiKey key = Samples.issued(Samples.SPEC);
        private int number = 1;

        void apply(Step step) {
            String fresh = "HANDLE00" + number++;
            String expected = model.apply(step, fresh);
            Transition transition = transition(step, fresh);
            assertThat(outcome(transition)).as("%s on %s", step, key).isEqualTo(expected);
            if (transition instanceof Changed changed) {
                key = changed.next();
            }
            long end = Math.max(model.until, AT_ONCE + 1);
            for (long probe : new long[] {step.at(), step.at() + 1, end - 1, end, 0, 9 * DAY}) {
                assertThat(usable(probe)).as("%s at %s", key, probe).isEqualTo(model.usable(probe));
            }
            assertThat(model.revoked ? "" : key.currentSecret().handle()).isEqualTo(model.revoked ? "" : model.current);
        }

        private Transition transition(Step step, String fresh) {
            KeyChange change = key.by(Samples.ACTOR, at(step.at()));
            RotationChange rotation = change.rotation();
            Secret secret = Samples.sealedSecret(fresh);
            Duration time = Duration.ofMillis(step.time());
            return switch (step.event()) {
                case NOW -> rotation.begin(secret, RotationMode.NOW);
                case OVERLAP -> rotation.begin(secret, RotationMode.overlap(time));
                case FIRST_USE ->
                    rotation.begin(secret, RotationMode.firstUse().grace(time).lapses(Duration.ofMillis(2 * MINUTE)));
                case USE_OF_CURRENT -> rotation.promote(key.currentSecret().handle());
                case USE_OF_OTHER ->
                    rotation.promote(
                            key.secrets().get(key.secrets().size() > 1 ? 1 : 0).handle());
                case COMPLETE -> rotation.complete(null, step.time() == DAY ? Duration.ZERO : time);
                case CANCEL -> rotation.cancel(null, any -> step.used(), false);
                case FORCED_CANCEL -> rotation.cancel(null, any -> step.used(), true);
                case EXPIRY -> change.changeExpiry(at(step.at() + step.time()));
                case SUSPEND -> change.suspend("x");
                case RESUME -> change.resume();
                case REVOKE -> change.revoke("x");
            };
        }

        private List<String> usable(long probe) {
            return key.secrets().stream()
                    .filter(secret -> AccessRules.checkInForce(key, secret, at(probe)) == null)
                    .map(Secret::handle)
                    .sorted()
                    .toList();
        }

        private static Instant at(long millis) {
            return Samples.NOW.plusMillis(millis);
        }

        private static String outcome(Transition transition) {
            if (transition instanceof Refused refused) {
                assertThat(refused.rotation() == null).isEqualTo(refused.reason() == Refused.Reason.NO_ROTATION);
                return refused.reason().name();
            }
            return transition instanceof Changed ? "changed" : transition instanceof Dead ? "dead" : "unchanged";
        }
    }

    /** The table in numbers. */
    private static final class Model {
        private String current = "HANDLE000";
        private @Nullable String other;
        private boolean pending;
        private boolean used;
        private boolean suspended;
        private boolean revoked;
        private long started;
        private long grace;
        private long until;
        private long expiry = Long.MAX_VALUE;

        String apply(Step step, String fresh) {
            long at = step.at();
            boolean open = other != null && at < until;
            boolean begins = List.of(Event.OVERLAP, Event.FIRST_USE).contains(step.event());
            boolean ends =
                    List.of(Event.COMPLETE, Event.CANCEL, Event.FORCED_CANCEL).contains(step.event());
            boolean promotes = step.event() == Event.USE_OF_OTHER && open && pending && !suspended;
            if (step.event() == Event.REVOKE) {
                boolean before = revoked;
                revoked = true;
                return before ? "unchanged" : "changed";
            } else if (revoked || at >= expiry) {
                return "dead";
            } else if (begins && open) {
                return "ROTATION_UNDER_WAY";
            } else if (ends && !open) {
                return "unchanged";
            }
            return switch (step.event()) {
                case NOW -> rotation(fresh, null, 0, at);
                case OVERLAP -> rotation(fresh, current, at + step.time(), at);
                case FIRST_USE -> {
                    grace = step.time();
                    yield rotation(current, fresh, at + 2 * MINUTE, at);
                }
                case USE_OF_CURRENT -> "unchanged";
                case USE_OF_OTHER -> promotes ? swap(Math.max(at, started) + grace, true) : "unchanged";
                case COMPLETE -> {
                    long end = step.time() == DAY ? AT_ONCE : Math.min(Math.max(at, started) + step.time(), expiry);
                    yield pending ? swap(end, false) : end >= until ? "unchanged" : until(end);
                }
                case CANCEL, FORCED_CANCEL -> {
                    boolean known = !pending && (used || step.used());
                    if (!pending && at >= until - MINUTE) {
                        yield "ROTATION_ENDING";
                    } else if (known && step.event() == Event.CANCEL) {
                        yield "NEW_SECRET_IN_USE";
                    }
                    yield rotation(pending ? current : other, null, 0, at);
                }
                case EXPIRY -> {
                    boolean same = expiry == at + step.time();
                    expiry = at + step.time();
                    until = Math.min(until, expiry);
                    yield same ? "unchanged" : "changed";
                }
                case SUSPEND, RESUME -> {
                    boolean same = suspended == (step.event() == Event.SUSPEND);
                    suspended = step.event() == Event.SUSPEND;
                    yield same ? "unchanged" : "changed";
                }
                case REVOKE -> throw new AssertionError();
            };
        }

        private String rotation(@Nullable String newCurrent, @Nullable String newOther, long end, long at) {
            pending = newOther != null && newOther.compareTo(String.valueOf(newCurrent)) > 0;
            current = String.valueOf(newCurrent);
            other = newOther;
            until = Math.min(end, expiry);
            started = at;
            used = false;
            return "changed";
        }

        private String swap(long end, boolean byUse) {
            String previous = current;
            current = String.valueOf(other);
            other = previous;
            pending = false;
            used = byUse;
            until = Math.min(end, expiry);
            return "changed";
        }

        private String until(long end) {
            until = end;
            return "changed";
        }

        List<String> usable(long probe) {
            if (revoked || suspended || probe >= expiry) {
                return List.of();
            }
            return other != null && probe < until
                    ? List.of(current, other).stream().sorted().toList()
                    : List.of(current);
        }
    }
}
