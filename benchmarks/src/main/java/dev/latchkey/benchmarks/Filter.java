package dev.latchkey.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** What the servlet filter leaves of a trivial servlet's requests per second. */
final class Filter implements Measurement {
    @Override
    public List<Row> rows() throws Exception {
        List<Row> rows = new ArrayList<>();
        for (FilterLoad.Row each : FilterLoad.measure()) {
            rows.add(Row.rates(
                    "a trivial servlet on Jetty with the filter, keys " + each.store() + "; without it",
                    each.filtered().perSecond(),
                    each.bare().perSecond(),
                    toReach(each)));
        }
        return rows;
    }

    private static String toReach(FilterLoad.Row row) {
        return switch (row.store()) {
            case "in memory" -> "at least 0.9";
            case "PostgreSQL, a read each" -> "at least 0.55";
            default -> "";
        };
    }
}
