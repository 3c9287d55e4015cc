package dev.latchkey.spring.boot;

import dev.latchkey.Latchkey;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.http.AddressPolicy;
import dev.latchkey.http.Credential;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.LatchkeyWebBuilder;
import dev.latchkey.http.Routes;
import dev.latchkey.http.spi.PrincipalResolver;
import dev.latchkey.http.spi.ResourceDirectory;
import dev.latchkey.spring.boot.LatchkeyProperties.ExpiryHeader;
import dev.latchkey.spring.boot.LatchkeyProperties.Web;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.cors.CorsConfiguration;

/** What the guard of the application and the endpoints that manage keys have in common. */
final class WebBuilders {
    private WebBuilders() {}

    /** Makes the guard of an application, of its routes and of the choices that its customizers make. */
    static LatchkeyWeb guard(
            Latchkey latchkey,
            Web properties,
            ObjectProvider<Routes> routes,
            ListableBeanFactory beans,
            ObjectProvider<LatchkeyWebBuilderCustomizer> customizers) {
        LatchkeyWebBuilder builder = begin(latchkey, properties, beans)
                .routes(AllRoutes.of(routes, properties))
                .hideCredential();
        String ownKey = properties.ownKey().path();
        if (ownKey != null) {
            checked("latchkey.web.own-key.path", () -> builder.ownKey(ownKey));
        }
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    /** Begins with the beans and the properties of the application. */
    static LatchkeyWebBuilder begin(Latchkey latchkey, Web properties, ListableBeanFactory beans) {
        LatchkeyWebBuilder builder = LatchkeyWeb.builder(latchkey);
        beans.getBeanProvider(ResourceDirectory.class).ifUnique(builder::resources);
        beans.getBeanProvider(PrincipalResolver.class).ifUnique(builder::principals);
        beans.getBeanProvider(AddressPolicy.class).ifUnique(builder::addresses);
        beans.getBeanProvider(Credential.class).ifUnique(builder::credential);
        ExpiryHeader expiry = properties.expiryHeader();
        checked("latchkey.web.expiry-header", () -> builder.expiryHeader(expiry.name(), expiry.within()));
        if (properties.requireTls()) {
            builder.requireTls();
        }
        return builder;
    }

    /**
     * Returns a configuration that also lets a page read the headers that Latchkey sets. The given one is shared by all
     * requests and stays as it is: its copy would share the list of headers.
     */
    static CorsConfiguration exposing(LatchkeyWeb web, CorsConfiguration configuration) {
        List<String> own = configuration.getExposedHeaders();
        Set<String> all = new LinkedHashSet<>(own == null ? List.of() : own);
        all.addAll(web.exposedHeaders());
        CorsConfiguration exposing = new CorsConfiguration(configuration);
        exposing.setExposedHeaders(List.copyOf(all));
        return exposing;
    }

    /** Sets a value of a property, and names the property when the value is refused. */
    static <T> T checked(String property, Supplier<T> set) {
        try {
            return set.get();
        } catch (InvalidValueException e) {
            throw new LatchkeyStartException(
                    "The value of " + property + " is refused: " + e.getMessage() + ".",
                    "Correct " + property + ".",
                    e);
        }
    }
}
