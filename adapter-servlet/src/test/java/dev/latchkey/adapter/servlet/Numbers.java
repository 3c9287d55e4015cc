package dev.latchkey.adapter.servlet;

import dev.latchkey.http.spi.Resource;
import dev.latchkey.http.spi.ResourceDirectory;
import dev.latchkey.ports.StoreException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Two tenants with phone numbers, not in the order of their ids. */
final class Numbers implements ResourceDirectory {
    private static final Map<String, List<Resource>> BY_TENANT = Map.of(
            "acme",
            List.of(
                    new Resource("wn_2", "5511888888888", "Vendas"),
                    new Resource("wn_1", "5511999999999", "Suporte \"24h\" \u00e9"),
                    new Resource("wn_3", "5511777777777", "Cobran\u00e7a")),
            "globex",
            List.of(new Resource("wn_9", "4930123456", "Support")));

    volatile boolean down;

    @Override
    public List<Resource> list(String tenant) {
        if (down) {
            throw new StoreException("the directory is down", null);
        }
        return BY_TENANT.getOrDefault(tenant, List.of());
    }

    @Override
    public Optional<Resource> find(String tenant, String id) {
        return list(tenant).stream()
                .filter(resource -> resource.id().equals(id))
                .findFirst();
    }
}
