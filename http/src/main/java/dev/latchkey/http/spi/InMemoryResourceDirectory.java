package dev.latchkey.http.spi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A directory of resources that are known from the start, listed in the order in which they were added. Immutable. */
public final class InMemoryResourceDirectory implements ResourceDirectory {
    private final Map<String, Map<String, Resource>> byTenant;

    private InMemoryResourceDirectory(Map<String, Map<String, Resource>> byTenant) {
        this.byTenant = byTenant;
    }

    /**
     * Returns a directory without resources, to be refined by {@link #with}.
     *
     * @return an empty directory
     */
    public static InMemoryResourceDirectory empty() {
        return new InMemoryResourceDirectory(Map.of());
    }

    /**
     * Returns this directory with further resources.
     *
     * @param tenant whose they are
     * @param resources the resources; one with the id of another takes its place
     * @return a new directory with the previous ones and these
     */
    public InMemoryResourceDirectory with(String tenant, Resource... resources) {
        Map<String, Resource> own = new LinkedHashMap<>(byTenant.getOrDefault(tenant, Map.of()));
        for (Resource resource : resources) {
            own.put(resource.id(), resource);
        }
        Map<String, Map<String, Resource>> all = new LinkedHashMap<>(byTenant);
        all.put(tenant, own);
        return new InMemoryResourceDirectory(all);
    }

    @Override
    public List<Resource> list(String tenant) {
        return List.copyOf(byTenant.getOrDefault(tenant, Map.of()).values());
    }

    @Override
    public Optional<Resource> find(String tenant, String id) {
        return Optional.ofNullable(byTenant.getOrDefault(tenant, Map.of()).get(id));
    }
}
