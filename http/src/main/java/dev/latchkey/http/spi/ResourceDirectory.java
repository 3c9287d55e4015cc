package dev.latchkey.http.spi;

import dev.latchkey.ports.StoreException;
import java.util.List;
import java.util.Optional;

/**
 * The host's answer to which resources a tenant has. Implementations are safe for use by several threads, and throw {@link StoreException} when they cannot
 * answer.
 */
public interface ResourceDirectory {
    /**
     * Lists the resources of a tenant.
     *
     * @param tenant the tenant
     * @return in the order in which lists show them; empty when there are none
     * @throws StoreException when the directory cannot answer
     */
    List<Resource> list(String tenant);

    /**
     * Finds one resource of a tenant.
     *
     * @param tenant the tenant
     * @param id the id as a client sent it, of any content
     * @return the resource; empty when there is none, or it is another tenant's
     * @throws StoreException when the directory cannot answer
     */
    Optional<Resource> find(String tenant, String id);
}
