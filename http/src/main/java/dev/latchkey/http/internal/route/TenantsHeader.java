package dev.latchkey.http.internal.route;

import dev.latchkey.http.internal.request.HeaderValues;
import dev.latchkey.http.spi.RequestHead;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The header in which tenants' keys name a resource.
 *
 * @param header the name of the header
 */
public record TenantsHeader(String header) implements Rule.ResourceNaming {
    @Override
    public @Nullable String name(RequestHead request, Map<String, String> variables) {
        return HeaderValues.single(request, header);
    }

    @Override
    public boolean isForTenants() {
        return true;
    }
}
