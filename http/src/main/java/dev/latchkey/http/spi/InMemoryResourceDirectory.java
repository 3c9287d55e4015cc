package dev.latchkey.http.spi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Resources that are known from the start, listed in the order in which they were added. Immutable. */
public final class InMemoryResourceDirectory implements ResourceDirectory {
    private final Map<String, Map<String, Resource>> byTenant;

    private InMemoryResourceDirectory(Map<String, Map<String, Resource>> byTenant) {
        this.byTenant = byTenant;
    }

    /**
     * A directory without any resource.
     *
     * @return what to refine, with {@link #with}
     */
    public static InMemoryResourceDirectory empty() {
        return new InMemoryResourceDirectory(Map.of());
    }

    /**
     * Adds resources.
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
