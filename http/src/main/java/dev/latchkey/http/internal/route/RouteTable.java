package dev.latchkey.http.internal.route;

import dev.latchkey.core.InvalidValueException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rules in the order in which they are tried: those of the endpoints, and then those that the host has built as {@link
 * dev.latchkey.http.Routes}. The first one that matches decides. A request that only looks different
 * from one that an earlier rule names, by a slash at the end or by the case of its method, is at no rule: a stack may
 * serve both by the same code. Immutable.
 *
 * @param rules the rules
 * @param endpoints how many of them, from the first on, are of endpoints. Among those a path without variables is never
 *     taken for one with variables, whatever the method
 */
public record RouteTable(List<Rule> rules, int endpoints) {
    public RouteTable {
        rules = List.copyOf(rules);
    }

    /** Makes a table of a host's rules. */
    public RouteTable(List<Rule> rules) {
        this(rules, 0);
    }

    /** Returns a table with other rules in front of these. */
    public RouteTable after(List<Rule> first) {
        return new RouteTable(Stream.concat(first.stream(), rules.stream()).toList(), first.size());
    }

    /** Returns the permissions for which the rules ask, each once, in alphabetical order. */
    public List<String> permissions() {
        return rules.stream()
                .flatMap(rule -> Stream.ofNullable(rule.requirement()))
                .flatMap(requirement -> Stream.ofNullable(requirement.permission()))
                .distinct()
                .sorted()
                .toList();
    }

    /** Tells whether a rule names the resource on which its requests act. */
    public boolean nameResources() {
        return rules.stream().anyMatch(rule -> rule.resource() != null);
    }

    /** Refuses a rule for which an earlier one leaves nothing, or whose paths an earlier one takes for some methods. */
    public void checkShadowing() {
        for (int later = 1; later < rules.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                checkShadowing(rules.get(earlier), rules.get(later));
            }
        }
    }

    private static void checkShadowing(Rule earlier, Rule later) {
        boolean narrower = !later.path().covers(earlier.path());
        boolean shadowed = earlier.path().covers(later.path())
                && (narrower ? earlier.sharesMethods(later) : earlier.isFor(later.method()));
        if (shadowed) {
            throw new InvalidValueException(
                    "routes", "must not have " + later + " behind " + earlier + ", which decides first");
        }
    }

    /**
     * Refuses a rule that can match no request.
     *
     * @param mount the segments of the mount path, behind which the paths of requests begin
     * @param part the segments with which every path begins about which this table is asked
     */
    public void checkPlace(List<String> mount, List<String> part) {
        for (Rule rule : rules) {
            if (!mount.isEmpty() && rule.path().beginsWith(mount)) {
                throw new InvalidValueException(
                        "routes", "must not begin with the mount path, as this rule does: " + rule);
            }
            if (!rule.path().reaches(part)) {
                throw new InvalidValueException(
                        "routes", "must lie within the part that is installed, as this rule does not: " + rule);
            }
        }
    }

    /** Finds the rule of a request; {@code path} is null when no rule can name it. */
    public Match match(String method, @Nullable List<String> path) {
        if (path == null) {
            return Match.NONE;
        }
        Match match = first(method, path);
        int last = path.size() - 1;
        if (last > 0 && path.get(last).isEmpty() && match.rule() != null) {
            // With a slash at its end the path is at a wider rule than without it.
            return first(method, path.subList(0, last)).index() == match.index() ? match : Match.NONE;
        }
        return match;
    }

    private Match first(String method, List<String> path) {
        Set<String> methods = Set.of();
        String capitals = method.toUpperCase(Locale.ROOT);
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            Map<String, String> variables = rule.path().match(path);
            if (variables != null && i < endpoints && !rule.path().isLiteral() && isEndpoint(path)) {
                continue;
            }
            if (variables != null && rule.isFor(method)) {
                return new Match(i, rule, variables, Set.of());
            }
            if (variables != null) {
                methods = methods.isEmpty() ? new TreeSet<>() : methods;
                methods.add(rule.method());
                if (rule.isFor(capitals)) {
                    break;
                }
            }
        }
        return new Match(-1, null, Map.of(), methods);
    }

    /** Tells whether an endpoint has a path as it is. */
    private boolean isEndpoint(List<String> path) {
        return rules.stream()
                .limit(endpoints)
                .anyMatch(rule -> rule.path().isLiteral() && rule.path().match(path) != null);
    }

    /**
     * The rule of a request.
     *
     * @param index the place of the rule in the table; negative when there is none
     * @param rule the rule; null when none is for this method and path
     * @param variables the segments for which the variables of the path stand
     * @param methods where there is no rule: the methods for which the path has one
     */
    public record Match(int index, @Nullable Rule rule, Map<String, String> variables, Set<String> methods) {
        static final Match NONE = new Match(-1, null, Map.of(), Set.of());
    }
}
