package dev.latchkey.adapter.servlet;

import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.servlet.FilterRegistration;
import org.apache.catalina.filters.CorsFilter;

/** Pages of another origin, with Tomcat's own filter for CORS in front. */
class TomcatCrossOriginTest extends CrossOriginRules {
    @Override
    TestHost start() {
        return ServletHosts.startIn((latchkey, choices, context) -> {
            LatchkeyWeb web = choices.errorStyle(ErrorStyle.ENVELOPE).build();
            FilterRegistration cors = context.addFilter("cors", new CorsFilter());
            cors.setInitParameter(CorsFilter.PARAM_CORS_ALLOWED_ORIGINS, PAGE);
            cors.setInitParameter(CorsFilter.PARAM_CORS_ALLOWED_HEADERS, "x-api-key,content-type,idempotency-key");
            cors.setInitParameter(CorsFilter.PARAM_CORS_EXPOSED_HEADERS, String.join(",", web.exposedHeaders()));
            cors.addMappingForUrlPatterns(null, false, "/*");
            LatchkeyServlets.install(web, context);
        });
    }
}
