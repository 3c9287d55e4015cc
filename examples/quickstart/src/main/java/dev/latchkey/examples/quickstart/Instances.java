package dev.latchkey.examples.quickstart;

import dev.latchkey.http.spi.Resource;
import dev.latchkey.http.spi.ResourceDirectory;
import java.util.List;
import java.util.Optional;

/** The one customer of the other API and its two instances. In a real host this asks the host's own tables. */
final class Instances implements ResourceDirectory {
    static final String CUSTOMER = "3f0c7a52-9b1e-4d64-8a27-5c1d90e6b7f4";
    static final String FIRST = "a1d4c8e0-2f3b-4c59-9e76-0b8f1a2d3c4e";

    private static final List<Resource> INSTANCES = List.of(
            new Resource(FIRST, "eu-1", "Production"),
            new Resource("b7e2f9a1-6c0d-4e83-8d15-4f7a9c3b2e60", "eu-2", "Staging"));

    @Override
    public List<Resource> list(String tenant) {
        return tenant.equals(CUSTOMER) ? INSTANCES : List.of();
    }

    @Override
    public Optional<Resource> find(String tenant, String id) {
        return list(tenant).stream()
                .filter(instance -> instance.id().equals(id))
                .findFirst();
    }
}
