package dev.latchkey.spring.boot;

import dev.latchkey.adapter.servlet.Callers;
import dev.latchkey.http.Admission;
import dev.latchkey.spring.boot.LatchkeyProperties.Admin;
import org.springframework.context.ApplicationContext;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;

/**
 * Excepts the endpoints that manage keys from the protection of Spring Security against requests of other sites, in
 * every filter chain: they have a rule of their own. What is excepted is what Latchkey's filter has let in as a request
 * to them, and nothing else. Spring Security finds this class in {@code spring.factories}.
 */
final class AdminCsrfConfigurer extends AbstractHttpConfigurer<AdminCsrfConfigurer, HttpSecurity> {
    AdminCsrfConfigurer() {}

    @Override
    @SuppressWarnings("unchecked") // The types of configurers have type arguments that their classes do not show.
    public void init(HttpSecurity http) {
        LatchkeyProperties properties = http.getSharedObject(ApplicationContext.class)
                .getBeanProvider(LatchkeyProperties.class)
                .getIfAvailable();
        CsrfConfigurer<HttpSecurity> csrf = http.getConfigurer(CsrfConfigurer.class);
        if (properties == null || csrf == null) {
            return;
        }
        Admin admin = properties.web().admin();
        if (admin.enabled() && !admin.keepCsrf()) {
            String route = AdminEndpoints.route(admin);
            csrf.ignoringRequestMatchers(request -> Callers.admission(request)
                    .map(Admission::route)
                    .filter(route::equals)
                    .isPresent());
        }
    }
}
