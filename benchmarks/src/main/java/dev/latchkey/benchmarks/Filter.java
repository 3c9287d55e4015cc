package dev.latchkey.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** What the servlet filter leaves of a trivial servlet's requests per second. */
final class Filter implements Measurement {
    @Override
    public List<Row> rows() throws Exception {
        List<FilterLoad.Row> measured = FilterLoad.measure();
        List<Row> rows = new ArrayList<>();
        for (FilterLoad.Row each : measured.subList(0, 3)) {
            rows.add(Row.rates(
                    "a trivial servlet on Jetty with the filter, keys " + each.store() + "; without it",
                    each.filtered().perSecond(),
                    each.bare().perSecond(),
                    toReach(each)));
        }
        FilterLoad.Row read = measured.get(1);
        FilterLoad.Row select = measured.get(3);
        rows.add(Row.rates(
                "its floor: with a filter that sends one bare SELECT of one row by its primary key; without it",
                select.filtered().perSecond(),
                select.bare().perSecond(),
                ""));
        rows.add(Row.ratios("a read each, as a share of that floor", read.ratio(), select.ratio()));
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
