package dev.latchkey.adapter.servlet;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may call what, by method and path. The first rule that matches decides; what no rule names is denied. Immutable.
 *
 * <p>Paths are those that the container has decoded and normalized, without the context path and without path parameters. In a
 * pattern <code>{name}</code> stands for one segment and a trailing {@code /**} for any number. Case counts, a slash at the end
 * counts. A rule for {@code GET} is also one for {@code HEAD}; {@code *} is any method. {@code OPTIONS} and methods that no rule
 * of a path names are answered by the filter, without asking who calls.
 */
public final class Routes {
    /** No rules: everything is denied. */
    static final Routes NONE = new Routes(List.of());

    private final List<Rule> rules;

    private Routes(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * Begins a table of rules.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    Routes after(List<Rule> first) {
        return new Routes(Stream.concat(first.stream(), rules.stream()).toList());
    }

    boolean nameResources() {
        return rules.stream().anyMatch(rule -> rule.resource() != null);
    }

    /** Finds the rule of a request; {@code path} is null when no rule can name it. */
    Match match(String method, @Nullable List<String> path) {
        if (path == null) {
            return new Match(null, Map.of(), Set.of());
        }
        Set<String> methods = Set.of();
        for (Rule rule : rules) {
            Map<String, String> variables = rule.path().match(path);
            if (variables != null && rule.isFor(method)) {
                return new Match(rule, variables, Set.of());
            }
            if (variables != null) {
                methods = methods.isEmpty() ? new TreeSet<>() : methods;
                methods.add(rule.method());
            }
        }
        return new Match(null, Map.of(), methods);
    }

    /**
     * What was found.
     *
     * @param rule the rule; null when none is for this method and path
     * @param variables what the path's variables stand for
     * @param methods where there is no rule: the methods for which the path has one
     */
    record Match(@Nullable Rule rule, Map<String, String> variables, Set<String> methods) {}

    /**
     * Collects rules in the order in which they are tried. Not safe for use by several threads. Every method throws {@link
     * InvalidValueException} for a malformed method, path or permission.
     */
    public static final class Builder {
        private static final Pattern METHOD = Pattern.compile("[A-Z]+|\\*");

        private final List<Rule> rules = new ArrayList<>();

        private Builder() {}

        /**
         * Needs the whole tenant.
         *
         * @param method for example {@code GET}; {@code *} for any
         * @param path the path's pattern
         * @return this
         */
        public Builder tenantOnly(String method, String path) {
            return add(method, path, Requirement.TENANT);
        }

        /**
         * Needs the whole tenant and a permission.
         *
         * @param method for example {@code GET}; {@code *} for any
         * @param path the path's pattern
         * @param permission for example {@code numbers:read}
         * @return this
         */
        public Builder tenantOnly(String method, String path, String permission) {
            return add(method, path, Requirement.TENANT.with(permission));
        }

        /**
         * Acts on one resource: the caller's own unless {@link #on(String)} says how it is named. Whether a tenant's key may do
         * so is {@link dev.latchkey.core.scope.ScopeMeaning}.
         *
         * @param method for example {@code GET}; {@code *} for any
         * @param path the path's pattern
         * @return this
         */
        public Builder resourceOnly(String method, String path) {
            return add(method, path, Requirement.RESOURCE);
        }

        /**
         * Acts on one resource, and needs a permission.
         *
         * @param method for example {@code GET}; {@code *} for any
         * @param path the path's pattern
         * @param permission for example {@code messages:send}
         * @return this
         */
        public Builder resourceOnly(String method, String path, String permission) {
            return add(method, path, Requirement.RESOURCE.with(permission));
        }

        /**
         * For every valid caller.
         *
         * @param method for example {@code GET}; {@code *} for any
         * @param path the path's pattern
         * @return this
         */
        public Builder either(String method, String path) {
            return add(method, path, Requirement.ANY);
        }

        /**
         * For every valid caller that has a permission.
         *
         * @param method for example {@code GET}; {@code *} for any
         * @param path the path's pattern
         * @param permission for example {@code reports:read}
         * @return this
         */
        public Builder either(String method, String path, String permission) {
            return add(method, path, Requirement.ANY.with(permission));
        }

        /**
         * For everybody: credentials are not looked at.
         *
         * @param method for example {@code GET}; {@code *} for any
         * @param path the path's pattern
         * @return this
         */
        public Builder open(String method, String path) {
            return add(method, path, null);
        }

        /**
         * Says that a path variable of the rule just added names the resource: <code>resourceOnly("POST",
         * "/x/{instance}/y").on("instance")</code>. A resource key may then act on its own alone; for a tenant's key, a resource
         * that the directory does not find is answered like one that is not there.
         *
         * @param variable the variable's name
         * @return this
         * @throws InvalidValueException when the pattern has no such variable, or the rule is open
         */
        public Builder on(String variable) {
            if (rules.isEmpty() || !last().path().hasVariable(variable)) {
                throw new InvalidValueException("on", "must follow a rule with the path variable {" + variable + "}");
            }
            return replaceLast("on", last -> last.on((request, variables) -> variables.get(variable)));
        }

        /**
         * The same where the resource is named elsewhere: in a header, by the host's own code.
         *
         * @param finder finds the resource of a request; asked before the caller is authenticated
         * @return this
         * @throws InvalidValueException when there is no rule yet, or the rule is open
         */
        public Builder on(ResourceFinder finder) {
            return replaceLast(
                    "on",
                    last -> last.on((request, variables) -> finder.find(request).orElse(null)));
        }

        /**
         * Says that the rule just added asks the store each time, whatever a record cache remembers: for what must not be done even a moment after a revocation on another node. Without
         * {@link dev.latchkey.LatchkeyBuilder#recordCache} every rule does. Those of Latchkey's own endpoints always do.
         *
         * @return this
         * @throws InvalidValueException when there is no rule yet, or the rule is open
         */
        public Builder strict() {
            return replaceLast("strict", Rule::strictly);
        }

        /**
         * Ends the table.
         *
         * @return the rules
         */
        public Routes build() {
            return new Routes(rules);
        }

        private Builder add(String method, String path, @Nullable Requirement requirement) {
            if (!METHOD.matcher(method).matches()) {
                throw new InvalidValueException("method", "must be capital letters, or *");
            }
            rules.add(Rule.of(method, path, requirement));
            return this;
        }

        private Builder replaceLast(String called, UnaryOperator<Rule> change) {
            if (rules.isEmpty() || last().requirement() == null) {
                throw new InvalidValueException(called, "must follow a rule that is not open");
            }
            rules.set(rules.size() - 1, change.apply(last()));
            return this;
        }

        private Rule last() {
            return rules.get(rules.size() - 1);
        }
    }
}
