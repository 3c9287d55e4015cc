package dev.latchkey.spring.boot;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.http.spi.OperatorResolver;
import dev.latchkey.http.spi.RequestHead;
import dev.latchkey.spring.boot.LatchkeyProperties.OperatorRights;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.ClassUtils;

/**
 * Makes the users of Spring Security operators, by the properties {@code latchkey.web.admin.operators}. The first entry
 * whose authority a user has decides alone: rights of several entries are never added up. A user without any is known,
 * and may do nothing. An API key is no user.
 */
final class UserOperators implements OperatorResolver {
    private static final String PROPERTY = "latchkey.web.admin.operators";
    private static final String ALL = "*";
    private static final AuthenticationTrustResolver TRUST = new AuthenticationTrustResolverImpl();
    private static final boolean SERVLETS =
            ClassUtils.isPresent("jakarta.servlet.http.HttpServletRequest", UserOperators.class.getClassLoader());

    private final Map<String, UnaryOperator<Operator>> rights;

    private UserOperators(Map<String, UnaryOperator<Operator>> rights) {
        this.rights = rights;
    }

    static UserOperators of(List<OperatorRights> entries) {
        Map<String, UnaryOperator<Operator>> rights = new LinkedHashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            String property = PROPERTY + "[" + i + "]";
            OperatorRights entry = entries.get(i);
            String authority = entry.authority();
            if (authority == null || authority.isBlank()) {
                throw refused(property + ".authority is missing.");
            }
            if (rights.put(authority, rights(property, entry)) != null) {
                throw refused(PROPERTY + " has two entries for the authority " + authority + ".");
            }
        }
        return new UserOperators(rights);
    }

    private static UnaryOperator<Operator> rights(String property, OperatorRights entry) {
        if (entry.tenants().isEmpty() || entry.may().isEmpty()) {
            throw refused(property + (entry.tenants().isEmpty() ? ".tenants" : ".may") + " is missing.");
        }
        Set<String> known = ManagementPermission.grantedBy(Permissions.of(ManagementPermission.ALL)).stream()
                .map(ManagementPermission::permission)
                .collect(Collectors.toSet());
        List<String> unknown = new ArrayList<>(entry.may());
        unknown.removeAll(known);
        unknown.remove(ManagementPermission.ALL);
        if (!unknown.isEmpty()) {
            throw refused(property + ".may has what is no management permission: " + unknown.get(0) + ".");
        }
        try {
            ManagementPermission[] may =
                    ManagementPermission.grantedBy(Permissions.of(entry.may())).toArray(ManagementPermission[]::new);
            Permissions mayGrant = Permissions.of(entry.mayGrant());
            UnaryOperator<Operator> given = operator -> operator.may(may).mayGrant(mayGrant);
            UnaryOperator<Operator> of = entry.tenants().equals(List.of(ALL))
                    ? Operator::allTenants
                    : operator -> operator.tenants(entry.tenants());
            // Tried now, so that a malformed tenant is found at the start.
            Operator unused = of.apply(Operator.of(Actor.host("start")));
            return operator -> of.apply(given.apply(operator));
        } catch (InvalidValueException e) {
            throw refused(property + " has a malformed value: " + e.getMessage() + ".");
        }
    }

    private static LatchkeyStartException refused(String problem) {
        return new LatchkeyStartException(
                problem,
                "Give each entry an authority of Spring Security, tenants (* for all), and management permissions in"
                        + " may, such as keys:read (keys:* for all).",
                null);
    }

    @Override
    public Optional<Operator> resolve(RequestHead request) {
        Authentication user = request.unwrap(Authentication.class)
                .orElseGet(() -> SecurityContextHolder.getContext().getAuthentication());
        if (!TRUST.isAuthenticated(user) || user instanceof ApiKeyAuthentication) {
            return Optional.empty();
        }
        Set<String> held = user.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .collect(Collectors.toSet());
        Operator known = Operator.of(Actor.user(user.getName())).ambient(isAmbient(request));
        return Optional.of(rights.entrySet().stream()
                .filter(entry -> held.contains(entry.getKey()))
                .findFirst()
                .map(entry -> entry.getValue().apply(known))
                .orElse(known));
    }

    /** A browser sends cookies, certificates and basic credentials by itself, and a bearer token never. */
    private static boolean isAmbient(RequestHead request) {
        boolean bearer = request.receivedHeader("Authorization").stream()
                .anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("bearer "));
        return !bearer || mayHaveSession(request);
    }

    /** A reactive application knows its session when it reads it, so there every cookie counts as one. */
    private static boolean mayHaveSession(RequestHead request) {
        if (SERVLETS && request.unwrap(HttpServletRequest.class).isPresent()) {
            return request.unwrap(HttpServletRequest.class)
                    .map(received -> received.getSession(false))
                    .isPresent();
        }
        return !request.receivedHeader("Cookie").isEmpty();
    }
}
