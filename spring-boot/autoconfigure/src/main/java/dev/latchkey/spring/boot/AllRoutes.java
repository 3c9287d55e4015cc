package dev.latchkey.spring.boot;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.http.Routes;
import dev.latchkey.spring.boot.LatchkeyProperties.Admin;
import dev.latchkey.spring.boot.LatchkeyProperties.Web;
import org.springframework.beans.factory.ObjectProvider;

/** The routes of the properties, followed by those of the application's bean. */
final class AllRoutes {
    private AllRoutes() {}

    static Routes of(ObjectProvider<Routes> beans, Web properties) {
        Routes.Builder all = Routes.builder();
        Admin admin = properties.admin();
        if (admin.enabled()) {
            // What is served there decides itself, behind Spring Security.
            all.open("*", AdminEndpoints.route(admin));
        }
        for (String route : properties.publicRoutes()) {
            open(all, route);
        }
        all.all(bean(beans));
        try {
            return all.build();
        } catch (InvalidValueException e) {
            throw new LatchkeyStartException(
                    "The routes of latchkey.web.admin.path and latchkey.web.public-routes come first, and do not fit"
                            + " the Routes bean: " + e.problem() + ".",
                    "Remove the wider route from latchkey.web.public-routes, or the narrower one from the Routes bean."
                            + " Or choose another latchkey.web.admin.path.",
                    e);
        }
    }

    private static Routes bean(ObjectProvider<Routes> beans) {
        Routes routes = beans.getIfUnique();
        if (routes != null) {
            return routes;
        }
        long count = beans.stream().count();
        if (count == 0) {
            throw new LatchkeyStartException(
                    "Latchkey has no routes. What no route names is denied, so the application could serve nothing.",
                    "Declare a bean of dev.latchkey.http.Routes that says who may call what, for example"
                            + " Routes.builder().tenantOnly(\"GET\", \"/v1/projects\").build().",
                    null);
        }
        throw new LatchkeyStartException(
                "The application has " + count + " beans of Routes, and their order would decide who may call what.",
                "Join them to one bean, with Routes.builder().all(first).all(second).build().",
                null);
    }

    private static void open(Routes.Builder all, String route) {
        String[] parts = route.strip().split("\\s+", -1);
        String example = "Write a method and a path, for example latchkey.web.public-routes=GET /actuator/health/**.";
        if (parts.length != 2) {
            throw new LatchkeyStartException(
                    "latchkey.web.public-routes has an entry that is no route: \"" + route + "\".", example, null);
        }
        try {
            all.open(parts[0], parts[1]);
        } catch (InvalidValueException e) {
            throw new LatchkeyStartException(
                    "latchkey.web.public-routes has a malformed route, \"" + route + "\": " + e.getMessage() + ".",
                    example,
                    e);
        }
    }
}
