package dev.latchkey.adapter.servlet;

import dev.latchkey.http.contract.Binding;
import dev.latchkey.http.contract.CrossOriginContract;
import jakarta.servlet.FilterRegistration;
import org.apache.catalina.filters.CorsFilter;

/** Pages of another origin, with Tomcat's own filter for CORS in front. */
class TomcatCrossOriginTest extends CrossOriginContract {
    @Override
    protected Binding binding() {
        return new ServletBinding((web, context) -> {
            FilterRegistration cors = context.addFilter("cors", new CorsFilter());
            cors.setInitParameter(CorsFilter.PARAM_CORS_ALLOWED_ORIGINS, PAGE);
            cors.setInitParameter(CorsFilter.PARAM_CORS_ALLOWED_METHODS, String.join(",", METHODS));
            cors.setInitParameter(CorsFilter.PARAM_CORS_ALLOWED_HEADERS, String.join(",", HEADERS));
            cors.setInitParameter(CorsFilter.PARAM_CORS_EXPOSED_HEADERS, String.join(",", web.exposedHeaders()));
            cors.addMappingForUrlPatterns(null, false, "/*");
        });
    }
}
