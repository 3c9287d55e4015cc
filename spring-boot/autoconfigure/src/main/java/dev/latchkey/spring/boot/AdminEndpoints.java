package dev.latchkey.spring.boot;

import dev.latchkey.Latchkey;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.LatchkeyWebBuilder;
import dev.latchkey.http.ManagedKeys;
import dev.latchkey.http.Routes;
import dev.latchkey.http.spi.ConsolePages;
import dev.latchkey.http.spi.OperatorResolver;
import dev.latchkey.http.spi.TenantDirectory;
import dev.latchkey.spring.boot.LatchkeyProperties.Admin;
import dev.latchkey.spring.boot.LatchkeyProperties.Web;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;

/**
 * The endpoints that manage keys. Who calls them is known behind Spring Security. So the guard in front has an open
 * route for their path, and they decide about each request again, where they are served.
 *
 * @param web the endpoints and their rules
 * @param route the pattern of the open route that the guard has for them
 */
record AdminEndpoints(LatchkeyWeb web, String route) {
    private static final String ENABLED = "latchkey.web.admin.enabled";
    private static final Pattern PATH = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+)+");

    /** Makes the endpoints, and checks that requests for them pass the guard. */
    static AdminEndpoints of(
            Latchkey latchkey,
            LatchkeyWeb guard,
            Web properties,
            ListableBeanFactory beans,
            ObjectProvider<LatchkeyWebBuilderCustomizer> customizers) {
        Admin admin = properties.admin();
        checkGuard(guard, route(admin));
        LatchkeyWebBuilder builder = WebBuilders.begin(latchkey, properties, beans);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        builder.routes(Routes.builder().build())
                .managedKeys(choices(properties, beans))
                .openApi(admin.path() + "/openapi.json");
        return new AdminEndpoints(builder.build(), route(admin));
    }

    /** Returns the pattern of every path of the endpoints. An empty path would open the whole application. */
    static String route(Admin admin) {
        if (!PATH.matcher(admin.path()).matches()) {
            throw new LatchkeyStartException(
                    "The value of latchkey.web.admin.path is no path: \"" + admin.path() + "\".",
                    "Set it to a path of its own, for example latchkey.web.admin.path=/latchkey.",
                    null);
        }
        return admin.path() + "/**";
    }

    /** Refuses a console without the endpoints that it calls. */
    static void checkConsole(Web properties) {
        if (properties.console().enabled() && !properties.admin().enabled()) {
            throw new LatchkeyStartException(
                    "latchkey.web.console.enabled is true, but the endpoints that the console calls are off.",
                    "Set latchkey.web.admin.enabled=true, and name the operators, for example in"
                            + " latchkey.web.admin.operators. Or remove latchkey.web.console.enabled.",
                    null);
        }
    }

    private static void checkGuard(LatchkeyWeb guard, String route) {
        boolean passes = guard.rules().stream()
                .anyMatch(rule -> rule.path().equals(route)
                        && rule.method().equals("*")
                        && rule.reach().equals("none"));
        if (!passes) {
            throw new LatchkeyStartException(
                    ENABLED + " is true, but the application has replaced the routes of the starter, and the guard"
                            + " refuses the requests to these endpoints.",
                    "Add .open(\"*\", \"" + route + "\") to the routes of the LatchkeyWeb bean or of the"
                            + " LatchkeyWebBuilderCustomizer. The endpoints behind that path decide themselves.",
                    null);
        }
    }

    private static ManagedKeys choices(Web properties, ListableBeanFactory beans) {
        Admin admin = properties.admin();
        ManagedKeys choices = ManagedKeys.at(admin.path());
        OperatorResolver operators = operators(admin, beans);
        if (operators != null) {
            choices = choices.operators(operators);
        } else if (!admin.apiKeys() || properties.console().enabled()) {
            throw new LatchkeyStartException(
                    ENABLED + " is true, but the application has no operators: nobody could manage keys.",
                    "Name who may manage keys, in latchkey.web.admin.operators by the authorities of Spring Security or"
                            + " in a bean of dev.latchkey.http.spi.OperatorResolver, or remove " + ENABLED + ".",
                    null);
        }
        if (admin.apiKeys()) {
            choices = choices.apiKeys();
        }
        if (!admin.origins().isEmpty()) {
            ManagedKeys sofar = choices;
            choices = WebBuilders.checked(
                    "latchkey.web.admin.origins",
                    () -> sofar.origins(admin.origins().toArray(String[]::new)));
        }
        TenantDirectory tenants = beans.getBeanProvider(TenantDirectory.class).getIfUnique();
        choices = tenants == null ? choices : choices.tenants(tenants);
        ConsolePages console = properties.console().enabled() ? console(properties.console(), beans) : null;
        return console == null ? choices : choices.console(console);
    }

    /** Returns the resolver of the application, or that of the properties; null for none. */
    private static @Nullable OperatorResolver operators(Admin admin, ListableBeanFactory beans) {
        OperatorResolver declared =
                beans.getBeanProvider(OperatorResolver.class).getIfUnique();
        if (declared != null || admin.operators().isEmpty()) {
            return declared;
        }
        if (!isPresent("org.springframework.security.core.Authentication")) {
            throw new LatchkeyStartException(
                    "latchkey.web.admin.operators names authorities of Spring Security, which the application does not"
                            + " have.",
                    "Add spring-boot-starter-security, or declare a bean of dev.latchkey.http.spi.OperatorResolver.",
                    null);
        }
        return UserOperators.of(admin.operators());
    }

    private static ConsolePages console(LatchkeyProperties.Console properties, ListableBeanFactory beans) {
        ConsolePages declared = beans.getBeanProvider(ConsolePages.class).getIfUnique();
        if (declared != null) {
            return declared;
        }
        if (!isPresent("dev.latchkey.console.Console")) {
            throw new LatchkeyStartException(
                    "latchkey.web.console.enabled is true, but the console is not on the class path.",
                    "Add the dependency dev.latchkey:latchkey-console, or remove latchkey.web.console.enabled.",
                    null);
        }
        return ConsoleAssets.of(properties);
    }

    private static boolean isPresent(String type) {
        return ClassUtils.isPresent(type, AdminEndpoints.class.getClassLoader());
    }
}
