package dev.latchkey.spring.boot;

import dev.latchkey.adapter.servlet.Callers;
import dev.latchkey.adapter.servlet.LatchkeyServlets;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.context.ApplicationContext;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.annotation.web.configurers.ExceptionHandlingConfigurer;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/**
 * Makes callers of Latchkey known to a chain of Spring Security.
 *
 * <pre>{@code
 * http.with(apiKeys(), keys -> keys.permissions("messages:send"))
 *         .authorizeHttpRequests(requests -> requests.anyRequest().authenticated());
 * }</pre>
 *
 * <p>The permissions of a caller become authorities, for {@code @PreAuthorize("hasAuthority('messages:send')")}. The
 * principal is the {@code Caller}. No session is made for a key, a request with a key needs no CSRF token, refusals of
 * Spring Security look like those of Latchkey, and its event of a success is published.
 */
public final class ApiKeysConfigurer extends AbstractHttpConfigurer<ApiKeysConfigurer, HttpSecurity> {
    private final Set<String> permissions = new TreeSet<>();

    private ApiKeysConfigurer() {}

    /**
     * Begins to configure.
     *
     * @return a new configurer, for {@code http.with}
     */
    public static ApiKeysConfigurer apiKeys() {
        return new ApiKeysConfigurer();
    }

    /**
     * Names permissions that the application asks for by {@code hasAuthority}. Those of the routes need not be named.
     *
     * @param names permissions without patterns
     * @return this
     */
    public ApiKeysConfigurer permissions(String... names) {
        permissions.addAll(List.of(names));
        return this;
    }

    @Override
    @SuppressWarnings("unchecked") // The types of configurers have type arguments that their classes do not show.
    public void init(HttpSecurity http) {
        CsrfConfigurer<HttpSecurity> csrf = http.getConfigurer(CsrfConfigurer.class);
        if (csrf != null) {
            csrf.ignoringRequestMatchers(ApiKeysConfigurer::hasKey);
        }
        ExceptionHandlingConfigurer<HttpSecurity> refusals = http.getConfigurer(ExceptionHandlingConfigurer.class);
        if (refusals != null) {
            LatchkeyWeb web = context(http).getBean(LatchkeyWeb.class);
            refusals.defaultAuthenticationEntryPointFor(
                    (request, response, cause) -> LatchkeyServlets.refuse(web, request, response, Refusal.MISSING),
                    AnyRequestMatcher.INSTANCE);
            refusals.defaultAccessDeniedHandlerFor(
                    (request, response, cause) -> LatchkeyServlets.refuse(web, request, response, Refusal.PERMISSION),
                    request -> Callers.find(request).isPresent());
        }
    }

    @Override
    public void configure(HttpSecurity http) {
        ApplicationContext context = context(http);
        context.getBeanProvider(Routes.class).stream().forEach(routes -> permissions.addAll(routes.permissions()));
        AuthenticationEventPublisher publisher =
                context.getBeanProvider(AuthenticationEventPublisher.class).getIfUnique();
        http.addFilterBefore(
                new ApiKeyAuthenticationFilter(permissions, authentication -> {
                    if (publisher != null) {
                        publisher.publishAuthenticationSuccess(authentication);
                    }
                }),
                AnonymousAuthenticationFilter.class);
    }

    private static ApplicationContext context(HttpSecurity http) {
        return http.getSharedObject(ApplicationContext.class);
    }

    /** A caller that something else than a key has proven, a session for example, may be a browser's. */
    private static boolean hasKey(HttpServletRequest request) {
        return Callers.find(request).filter(caller -> caller.key() != null).isPresent();
    }
}
