package dev.latchkey.spring.boot;

import dev.latchkey.adapter.servlet.LatchkeyFilter;
import dev.latchkey.adapter.servlet.LatchkeyGuardFilter;
import dev.latchkey.http.LatchkeyWeb;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** The registrations of Latchkey's filters among those of an application. */
final class GuardFilters {
    /** The default of Spring Boot, in every version. */
    private static final int SPRING_SECURITY = -100;

    private GuardFilters() {}

    /**
     * Returns the order directly in front of Spring Security. Filters of Spring that rewrite requests have lower
     * numbers.
     */
    static int order(Environment environment) {
        return environment.getProperty("spring.security.filter.order", Integer.class, SPRING_SECURITY) - 1;
    }

    /** Returns the filter that decides. It refuses routes that no request can match below the context path. */
    static FilterRegistrationBean<Filter> first(LatchkeyWeb web, Filter filter, Environment environment) {
        return deciding(new Placed(web, filter), environment);
    }

    /** Returns the filter that decides on the management port, where paths begin elsewhere. */
    static FilterRegistrationBean<LatchkeyFilter> firstOfManagement(LatchkeyWeb web, Environment environment) {
        return deciding(new FilterRegistrationBean<>(new LatchkeyFilter(web)), environment);
    }

    /** Returns the last check, behind every filter of the application, also those that have the lowest order too. */
    static FilterRegistrationBean<LatchkeyGuardFilter> last(LatchkeyWeb web) {
        FilterRegistrationBean<LatchkeyGuardFilter> filter = new FilterRegistrationBean<>(new LatchkeyGuardFilter(web));
        filter.setName("latchkey guard");
        filter.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD));
        filter.setOrder(Ordered.LOWEST_PRECEDENCE);
        filter.setMatchAfter(true);
        return filter;
    }

    private static <T extends Filter> FilterRegistrationBean<T> deciding(
            FilterRegistrationBean<T> filter, Environment environment) {
        filter.setName("latchkey");
        filter.setOrder(order(environment));
        filter.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        return filter;
    }

    private static final class Placed extends FilterRegistrationBean<Filter> {
        private final LatchkeyWeb web;

        Placed(LatchkeyWeb web, Filter filter) {
            super(filter);
            this.web = web;
        }

        @Override
        protected FilterRegistration.Dynamic addRegistration(String description, ServletContext servletContext) {
            web.checkPlace(servletContext.getContextPath(), "");
            return super.addRegistration(description, servletContext);
        }
    }
}
