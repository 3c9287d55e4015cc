package dev.latchkey.http;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.http.internal.request.HeaderValues;
import dev.latchkey.http.internal.route.RouteTable;
import dev.latchkey.http.internal.route.Rule;
import dev.latchkey.http.internal.route.TenantsHeader;
import dev.latchkey.http.spi.ResourceFinder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a host that say who may call what. The first that matches decides. What none names is denied. Immutable.
 *
 * <pre>{@code
 * Routes.builder()
 *         .tenantOnly("GET", "/v1/numbers")
 *         .resourceOnly("POST", "/v1/numbers/{number}/messages", "messages:send").on("number")
 *         .open("GET", "/health")
 *         .build();
 * }</pre>
 *
 * <p>A path is matched as the web stack decodes it, without the mount path and without path parameters. A path that the
 * stack reads otherwise than it was sent matches no rule, see {@link dev.latchkey.http.spi.RequestPath}. In a pattern
 * <code>{name}</code> stands for one segment and a trailing {@code /**} for any number. Case counts. A request that
 * differs from one that a rule names only by a slash at its end, or by the case of its method, never falls through to a
 * later, wider rule. A rule for {@code GET} is also one for {@code HEAD}. The method {@code *} stands for any. {@code
 * OPTIONS}, and methods for which a path has no rule, are answered without authentication.
 */
public final class Routes {
    /** No rules: everything is denied. */
    static final Routes NONE = new Routes(new RouteTable(List.of()));

    private final RouteTable table;

    private Routes(RouteTable table) {
        this.table = table;
    }

    /**
     * Begins a table of rules.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the permissions for which the rules ask, as a list for {@link
     * dev.latchkey.LatchkeyBuilder#knownPermissions}.
     *
     * @return each permission once, in alphabetical order
     */
    public List<String> permissions() {
        return table.permissions();
    }

    RouteTable table() {
        return table;
    }

    /**
     * Collects rules in the order in which they are tried. Not safe for use by several threads. Every method throws
     * {@link InvalidValueException} for a malformed method, path or permission.
     */
    public static final class Builder {
        private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z-]{0,31}");

        private final List<Rule> rules = new ArrayList<>();
        private final Set<String> methods = new HashSet<>(
                Set.of("*", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"));

        private Builder() {}

        /**
         * Names a method that HTTP itself does not have, so that rules may name it: a misspelled one would be a rule
         * for nothing.
         *
         * @param method for example {@code PROPFIND}
         * @return this
         */
        public Builder method(String method) {
            if (!METHOD.matcher(method).matches()) {
                throw new InvalidValueException("method", "must consist of capital letters");
            }
            methods.add(method);
            return this;
        }

        /**
         * Adds a rule that requires the whole tenant.
         *
         * @param method for example {@code GET}; {@code *} for any
         * @param path the path's pattern
         * @return this
         */
        public Builder tenantOnly(String method, String path) {
            return add(method, path, Requirement.TENANT);
        }

        /**
         * Adds a rule that requires the whole tenant and a permission.
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
         * Adds a rule for requests that act on one resource: the caller's own, or the one that {@link #on(String)}
         * names. A tenant's key must name one, if {@link dev.latchkey.core.scope.ScopeMeaning} lets it call at all.
         *
         * @param method for example {@code GET}; {@code *} for any
         * @param path the path's pattern
         * @return this
         */
        public Builder resourceOnly(String method, String path) {
            return add(method, path, Requirement.RESOURCE);
        }

        /**
         * Adds a rule for requests that act on one resource and require a permission.
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
         * Adds a rule for every valid caller.
         *
         * @param method for example {@code GET}; {@code *} for any
         * @param path the path's pattern
         * @return this
         */
        public Builder either(String method, String path) {
            return add(method, path, Requirement.ANY);
        }

        /**
         * Adds a rule for every valid caller that holds a permission.
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
         * Adds a rule for everyone. Credentials are not looked at.
         *
         * @param method for example {@code GET}; {@code *} for any
         * @param path the path's pattern
         * @return this
         */
        public Builder open(String method, String path) {
            return add(method, path, null);
        }

        /**
         * Adds a rule for every valid caller and for requests without any credential, which are let in as nobody:
         * {@link Admission#caller} is empty. A credential that is wrong is refused as on any other route.
         *
         * @param method for example {@code GET}; {@code *} for any
         * @param path the path's pattern
         * @return this
         */
        public Builder optional(String method, String path) {
            return add(method, path, Requirement.ANY).replaceLast("optional", Rule::optionally);
        }

        /**
         * Adds every rule of another table, in its order.
         *
         * @param other the table
         * @return this
         */
        public Builder all(Routes other) {
            rules.addAll(other.table.rules());
            return this;
        }

        /**
         * Says that a path variable of the rule just added names the resource: <code>resourceOnly("POST",
         * "/x/{instance}/y").on("instance")</code>. A resource key may then act on its own alone; for a tenant's key, a
         * resource that the directory does not find is answered like one that is not there.
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
         * Says that a header names the resource of the rule just added. A tenant's key needs it. A resource's own key
         * may omit it, and is refused when it names another resource.
         *
         * @param name for example {@code x-whatsapp-number-id}
         * @return this
         * @throws InvalidValueException when it cannot be a header's name, there is no rule yet, or the rule is open
         */
        public Builder onHeader(String name) {
            String header = HeaderValues.name(name);
            return replaceLast(
                    "onHeader", last -> last.on((request, variables) -> HeaderValues.single(request, header)));
        }

        /**
         * Says that a header names the resource of the rule just added, and counts for tenants' keys alone. A
         * resource's own key acts on its own resource, whatever the header says.
         *
         * @param name for example {@code x-whatsapp-number-id}
         * @return this
         * @throws InvalidValueException when it cannot be a header's name, there is no rule yet, or the rule is open
         */
        public Builder onHeaderOfTenants(String name) {
            return replaceLast("onHeaderOfTenants", last -> last.on(new TenantsHeader(HeaderValues.name(name))));
        }

        /**
         * Says that the host's own code finds the resource of the rule just added, in a header for example.
         *
         * @param finder asked before authentication; a tenant's key that needs a resource is refused if it finds none
         * @return this
         * @throws InvalidValueException when there is no rule yet, or the rule is open
         */
        public Builder on(ResourceFinder finder) {
            return replaceLast(
                    "on",
                    last -> last.on((request, variables) -> finder.find(request).orElse(null)));
        }

        /**
         * Says that the rule just added reads the store each time, whatever a record cache remembers: for what must not
         * be done even a moment after a revocation on another node. Without {@link
         * dev.latchkey.LatchkeyBuilder#recordCache} every rule does. The rules of Latchkey's own endpoints always do.
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
         * @throws InvalidValueException when a rule occurs twice, or behind a wider one that would decide first
         */
        public Routes build() {
            RouteTable table = new RouteTable(rules);
            table.checkShadowing();
            return new Routes(table);
        }

        private Builder add(String method, String path, @Nullable Requirement requirement) {
            if (!methods.contains(method)) {
                throw new InvalidValueException("method", "must be *, of HTTP, or declared with method(): " + method);
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
