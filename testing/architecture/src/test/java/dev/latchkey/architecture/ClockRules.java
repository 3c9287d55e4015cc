package dev.latchkey.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Calendar;
import java.util.Date;
import java.util.Set;

/** Time comes from the clock that the host gave, through the one class that wires everything. */
final class ClockRules {
    /** What a clock can be asked, and clocks that are made of another. */
    private static final Set<String> OF_A_GIVEN_CLOCK =
            Set.of("<init>", "instant", "millis", "getZone", "withZone", "fixed", "offset", "tick");

    private ClockRules() {}

    static ArchRule wallClock(Hexagon h) {
        return classes()
                .that(h.production())
                .should(Uses.access("read the wall clock", ClockRules::readsWallClock, h.name("LatchkeyBuilder")));
    }

    /** Durations within the process. */
    static ArchRule nanoTime(Hexagon h) {
        return classes()
                .that(h.production())
                .should(Uses.access(
                        "measure time",
                        access -> access.getTargetOwner().isEquivalentTo(System.class)
                                && access.getName().equals("nanoTime"),
                        h.name("HashingGate"),
                        h.name("ListenerNotifier"),
                        h.name("feed.PollingChangeFeed"),
                        h.name("core.Announcements"),
                        h.name("core.ThreadEnds"),
                        h.name("core.RepeatedWarning"),
                        h.name("http.spi.BodyReader")));
    }

    private static boolean readsWallClock(JavaAccess<?> access) {
        var owner = access.getTargetOwner();
        String name = access.getName();
        if (owner.isEquivalentTo(Clock.class) || owner.isEquivalentTo(InstantSource.class)) {
            return !OF_A_GIVEN_CLOCK.contains(name);
        }
        if (owner.isAssignableTo(Calendar.class)) {
            return name.equals("getInstance") || name.equals("<init>");
        }
        return (owner.getPackageName().startsWith("java.time") && name.equals("now"))
                || (owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis"))
                || (owner.isEquivalentTo(Date.class)
                        && access.getTarget().getFullName().endsWith(".<init>()"));
    }
}
