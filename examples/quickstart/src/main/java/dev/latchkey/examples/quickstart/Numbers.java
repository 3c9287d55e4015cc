package dev.latchkey.examples.quickstart;

import dev.latchkey.http.spi.Resource;
import dev.latchkey.http.spi.ResourceDirectory;
import java.util.List;
import java.util.Optional;

/** The one tenant and its three numbers. In a real host this asks the host's own tables. */
final class Numbers implements ResourceDirectory {
    static final String TENANT = "acme";

    private static final List<Resource> NUMBERS = List.of(
            new Resource("wn_1", "5511999999999", "Support"),
            new Resource("wn_2", "5511888888888", "Sales"),
            new Resource("wn_3", "5511777777777", "Billing"));

    @Override
    public List<Resource> list(String tenant) {
        return tenant.equals(TENANT) ? NUMBERS : List.of();
    }

    @Override
    public Optional<Resource> find(String tenant, String id) {
        return list(tenant).stream().filter(number -> number.id().equals(id)).findFirst();
    }
}
