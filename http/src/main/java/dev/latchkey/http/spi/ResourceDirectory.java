package dev.latchkey.http.spi;

import dev.latchkey.ports.StoreException;
import java.util.List;
import java.util.Optional;

/**
 * The host's directory of the resources of each tenant. Implementations are safe for use by several threads, and throw
 * {@link StoreException} if they cannot answer.
 */
public interface ResourceDirectory {
    /**
     * Lists the resources of a tenant.
     *
     * @param tenant the tenant
     * @return the resources in the order in which lists show them; empty if there are none
     * @throws StoreException if the directory cannot answer
     */
    List<Resource> list(String tenant);

    /**
     * Finds one resource of a tenant.
     *
     * @param tenant the tenant
     * @param id the id that a client sent, of any content
     * @return the resource; empty if there is none, or it is another tenant's
     * @throws StoreException if the directory cannot answer
     */
    Optional<Resource> find(String tenant, String id);
}
