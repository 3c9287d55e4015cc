package dev.latchkey.http.internal.route;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rules in the order in which they are tried. The first one that matches decides. Immutable.
 *
 * @param rules the rules
 */
public record RouteTable(List<Rule> rules) {
    public RouteTable {
        rules = List.copyOf(rules);
    }

    /** Returns a table with other rules in front of these. */
    public RouteTable after(List<Rule> first) {
        return new RouteTable(Stream.concat(first.stream(), rules.stream()).toList());
    }

    /** Tells whether a rule names the resource on which its requests act. */
    public boolean nameResources() {
        return rules.stream().anyMatch(rule -> rule.resource() != null);
    }

    /** Finds the rule of a request; {@code path} is null when no rule can name it. */
    public Match match(String method, @Nullable List<String> path) {
        if (path == null) {
            return new Match(-1, null, Map.of(), Set.of());
        }
        Set<String> methods = Set.of();
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            Map<String, String> variables = rule.path().match(path);
            if (variables != null && rule.isFor(method)) {
                return new Match(i, rule, variables, Set.of());
            }
            if (variables != null) {
                methods = methods.isEmpty() ? new TreeSet<>() : methods;
                methods.add(rule.method());
            }
        }
        return new Match(-1, null, Map.of(), methods);
    }

    /**
     * The rule of a request.
     *
     * @param index the place of the rule in the table; negative when there is none
     * @param rule the rule; null when none is for this method and path
     * @param variables the segments for which the variables of the path stand
     * @param methods where there is no rule: the methods for which the path has one
     */
    public record Match(int index, @Nullable Rule rule, Map<String, String> variables, Set<String> methods) {}
}
