package dev.latchkey.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * One line of the table of results.
 *
 * @param row what is measured
 * @param measured the value, with its unit
 * @param beside the same of the floor or the peer, from the same run; empty when there is none
 * @param ratio how the two compare; empty when there is nothing to compare
 * @param toReach what the project set itself; empty for what is only shown
 */
record Row(String row, String measured, String beside, String ratio, String toReach) {
    static final List<String> HEAD = List.of("row", "measured", "floor or peer", "ratio", "to reach");

    /** Two times in nanoseconds: how often the floor fits into the measured one. */
    static Row times(String row, double nanos, double floorNanos, String toReach) {
        return new Row(row, time(nanos), time(floorNanos), ratio(nanos / floorNanos), toReach);
    }

    /** Two rates: how often the peer's fits into the measured one. */
    static Row rates(String row, double perSecond, double peerPerSecond, String toReach) {
        return new Row(row, rate(perSecond), rate(peerPerSecond), ratio(perSecond / peerPerSecond), toReach);
    }

    /** Two ratios of the same kind: the share of the floor's that is reached. */
    static Row ratios(String row, double measured, double floor) {
        return new Row(row, ratio(measured), ratio(floor), ratio(measured / floor), "");
    }

    List<String> cells() {
        return List.of(row, measured, beside, ratio, toReach);
    }

    static String time(double nanos) {
        if (nanos < 10_000) {
            return String.format(Locale.ROOT, "%,.0f ns", nanos);
        }
        return nanos < 10_000_000
                ? String.format(Locale.ROOT, "%,.1f us", nanos / 1e3)
                : String.format(Locale.ROOT, "%,.2f ms", nanos / 1e6);
    }

    static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 100 ? "%.1f/s" : "%,.0f/s", perSecond);
    }

    static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%,.0f", ratio);
    }
}
