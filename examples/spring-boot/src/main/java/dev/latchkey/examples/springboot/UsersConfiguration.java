package dev.latchkey.examples.springboot;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/**
 * The people who may sign in: an administrator of each tenant, an operator of all tenants, and a user who has nothing
 * to do with keys. What their authorities allow is in {@code application.properties}.
 */
@Configuration(proxyBeanMethods = false)
class UsersConfiguration {
    /** The password of all of them, another one at each start. */
    static final String PASSWORD = "example.password";

    @Bean
    UserDetailsService users(@Value("${" + PASSWORD + "}") String password) {
        return new InMemoryUserDetailsManager(
                user("ada", "ROLE_ACME_ADMIN", password),
                user("grace", "ROLE_GLOBEX_ADMIN", password),
                user("root", "ROLE_OPERATOR", password),
                user("guest", "ROLE_USER", password));
    }

    private static UserDetails user(String name, String authority, String password) {
        return User.withUsername(name)
                .password("{noop}" + password)
                .authorities(authority)
                .build();
    }
}
