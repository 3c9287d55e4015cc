package dev.latchkey.spring.boot;

import dev.latchkey.Latchkey;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.http.AddressPolicy;
import dev.latchkey.http.Credential;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.LatchkeyWebBuilder;
import dev.latchkey.http.spi.PrincipalResolver;
import dev.latchkey.http.spi.ResourceDirectory;
import dev.latchkey.spring.boot.LatchkeyProperties.ExpiryHeader;
import dev.latchkey.spring.boot.LatchkeyProperties.Web;
import java.util.function.Supplier;
import org.springframework.beans.factory.ListableBeanFactory;

/** What the guard of the application and the endpoints that manage keys have in common. */
final class WebBuilders {
    private WebBuilders() {}

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
