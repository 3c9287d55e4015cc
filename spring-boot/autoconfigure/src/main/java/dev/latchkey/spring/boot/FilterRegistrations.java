package dev.latchkey.spring.boot;

import dev.latchkey.adapter.servlet.LatchkeyFilter;
import dev.latchkey.adapter.servlet.LatchkeyLastCheckFilter;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.spring.boot.LatchkeyProperties.Admin;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** The registrations of Latchkey's filters among those of an application. */
final class FilterRegistrations {
    private FilterRegistrations() {}

    /** Returns the filter that decides. It refuses routes that no request can match below the context path. */
    static FilterRegistrationBean<Filter> first(LatchkeyWeb web, Admin admin, Environment environment) {
        return deciding(new Placed(web, filter(web, admin)), environment);
    }

    /** Returns the filter that decides on the management port, where paths begin elsewhere. */
    static FilterRegistrationBean<Filter> firstOfManagementPort(LatchkeyWeb web, Admin admin, Environment environment) {
        return deciding(new FilterRegistrationBean<>(filter(web, admin)), environment);
    }

    private static Filter filter(LatchkeyWeb web, Admin admin) {
        return admin.enabled() ? new AdminAwareFilter(web, AdminEndpoints.route(admin)) : new LatchkeyFilter(web);
    }

    /** Returns the last check, behind every filter of the application, also those that have the lowest order too. */
    static FilterRegistrationBean<LatchkeyLastCheckFilter> last(LatchkeyWeb web) {
        FilterRegistrationBean<LatchkeyLastCheckFilter> filter =
                new FilterRegistrationBean<>(new LatchkeyLastCheckFilter(web));
        filter.setName("latchkey last check");
        filter.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD));
        filter.setOrder(Ordered.LOWEST_PRECEDENCE);
        filter.setMatchAfter(true);
        return filter;
    }

    private static <T extends Filter> FilterRegistrationBean<T> deciding(
            FilterRegistrationBean<T> filter, Environment environment) {
        filter.setName("latchkey");
        filter.setOrder(LatchkeyFilterOrder.deciding(environment));
        // The container gives error pages its own request, which has the credential.
        filter.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
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
